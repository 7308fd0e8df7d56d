# JupyterLab's terminals: as the learner's own, with the course's docker command first on the PATH.
# It is set here because login files replace the PATH that JupyterLab was started with.
[ ! -r /etc/profile ] || . /etc/profile
[ ! -r ~/.bashrc ] || . ~/.bashrc
PATH=$COURSE_SHIMS:$PATH

# This build fails: finding out why is the lesson.
FROM busybox:1.37 AS files
WORKDIR /app
COPY app.sh settings.txt ./

FROM files
RUN sh app.sh --check
CMD ["sh", "/app/app.sh"]

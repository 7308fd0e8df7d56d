FROM debian:trixie-slim
RUN useradd --create-home --uid 1500 --groups audio app
COPY note.txt /app/
USER app
CMD echo more >> /app/note.txt && cat /app/note.txt

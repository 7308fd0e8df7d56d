FROM debian:trixie-slim
COPY app.sh /app.sh
CMD ["sh", "/app.sh"]

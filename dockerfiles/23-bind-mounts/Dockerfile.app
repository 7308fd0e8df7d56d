FROM busybox:1.37
COPY app.sh /app/app.sh
CMD ["sh", "/app/app.sh"]

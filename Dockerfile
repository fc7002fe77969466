# syntax=docker/dockerfile:1
# 回音的镜像。先在一个阶段里安装和构建，再只把运行要用的拷过来；设置和数据都不在镜像里。
# 用法见 docs/operations.zh-CN.md；和 PostgreSQL、HTTPS 一起启动：docker compose up -d

FROM node:22-slim AS build
# better-sqlite3 下不到现成的程序时要自己编译。
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
# 安装时的 prepare 会生成数据库客户端并构建 dist/。
RUN npm ci --omit=dev
RUN mkdir /app && cp -r --parents \
      package.json node_modules \
      dist \
      flows \
      prisma \
      src/web/shell/assets \
      src/tools/phone \
      src/usecases/base/media/heic-worker.mjs \
      src/usecases/talk/voice/amr-worker.mjs \
      src/store/base/backup/check-worker.mjs \
      .env.example \
      /app

FROM node:22-slim
# 收发照片时内存不碎；镜像里没有任何密码和密钥。
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data
COPY --from=build /app /app
RUN ln -s /app/dist/cli/main.js /usr/local/bin/huiyin && chmod 755 /app/dist/cli/main.js && install -d -o node -g node -m 0700 /data
WORKDIR /app
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# 不经过 npm：Node.js 自己收到停止的信号，先做完手上的再停。
CMD ["node", "--enable-source-maps", "--max-old-space-size=512", "--max-semi-space-size=8", "dist/cli/main.js", "serve"]

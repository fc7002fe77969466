-- CreateTable
CREATE TABLE "LimitCount" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT
);

-- CreateIndex
CREATE INDEX "LimitCount_expire_idx" ON "LimitCount"("expire");

-- UNLOGGED: a count that is lost when the server crashes starts over, and no count waits for the disk.
-- CreateTable
CREATE UNLOGGED TABLE "LimitCount" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "LimitCount_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "LimitCount_expire_idx" ON "LimitCount"("expire");

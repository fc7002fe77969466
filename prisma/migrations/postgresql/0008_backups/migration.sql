-- CreateTable
CREATE TABLE "Backup" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "finishedAt" TIMESTAMP(3) NOT NULL,
    "bytes" DOUBLE PRECISION NOT NULL,
    "nightly" BOOLEAN NOT NULL,

    CONSTRAINT "Backup_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Backup_at_idx" ON "Backup"("at");

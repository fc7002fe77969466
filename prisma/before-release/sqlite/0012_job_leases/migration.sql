-- AlterTable (by hand: Prisma would write every row anew)
ALTER TABLE "JobRun" ADD COLUMN "claimedUntil" DATETIME;
ALTER TABLE "JobRun" ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "JobRun" ADD COLUMN "nextAt" DATETIME;

-- CreateIndex
CREATE INDEX "Outbox_status_replyId_idx" ON "Outbox"("status", "replyId");

-- AlterTable
ALTER TABLE "JobRun" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "claimedUntil" TIMESTAMP(3),
ADD COLUMN     "nextAt" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "Outbox_status_replyId_idx" ON "Outbox"("status", "replyId");

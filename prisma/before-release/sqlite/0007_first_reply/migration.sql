-- DropIndex
DROP INDEX "Case_owedUntil_receivedAt_status_idx";

-- CreateIndex
CREATE INDEX "Case_owedUntil_receivedAt_status_reopenedAt_idx" ON "Case"("owedUntil", "receivedAt", "status", "reopenedAt");

-- CreateIndex
CREATE INDEX "Case_firstReplyAt_receivedAt_idx" ON "Case"("firstReplyAt", "receivedAt");

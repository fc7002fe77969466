-- DropIndex
DROP INDEX "Case_receivedAt_id_idx";

-- DropIndex
DROP INDEX "Case_owedUntil_receivedAt_idx";

-- CreateIndex
CREATE INDEX "Case_list_idx" ON "Case"("receivedAt", "id", "status", "kind", "channel", "departmentId", "areaId", "categoryId", "officerId", "firstTakerId", "replyDueAt");

-- CreateIndex
CREATE INDEX "Case_status_concludedAt_idx" ON "Case"("status", "concludedAt");

-- CreateIndex
CREATE INDEX "Case_owedUntil_receivedAt_status_idx" ON "Case"("owedUntil", "receivedAt", "status");

-- CreateIndex
CREATE INDEX "Reply_openness_id_idx" ON "Reply"("openness", "id");

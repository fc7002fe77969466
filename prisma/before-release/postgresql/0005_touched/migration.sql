-- DropIndex
DROP INDEX "Case_updatedAt_idx";

-- CreateIndex
CREATE INDEX "Case_updatedAt_owedUntil_idx" ON "Case"("updatedAt", "owedUntil");

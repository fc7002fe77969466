-- AlterTable
ALTER TABLE "Case" ADD COLUMN     "heldAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Officer" ADD COLUMN     "accessAt" TIMESTAMP(3),
ADD COLUMN     "accessById" INTEGER,
ADD COLUMN     "accessReset" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "OfficerSession" ADD COLUMN     "role" TEXT;

-- AlterTable
ALTER TABLE "ApiToken" ADD COLUMN     "confirmedAt" TIMESTAMP(3),
ADD COLUMN     "createdById" INTEGER,
ADD COLUMN     "expiresAt" TIMESTAMP(3),
ADD COLUMN     "role" TEXT,
ADD COLUMN     "scopes" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "OneTimeLink" ADD COLUMN     "createdById" INTEGER;

-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN     "onceKey" TEXT;

-- CreateIndex
CREATE INDEX "Case_heldAt_id_idx" ON "Case"("heldAt", "id");

-- CreateIndex
CREATE INDEX "OneTimeLink_officerId_idx" ON "OneTimeLink"("officerId");

-- CreateIndex
CREATE UNIQUE INDEX "AuditEntry_onceKey_key" ON "AuditEntry"("onceKey");

-- CreateIndex
CREATE INDEX "AuditEntry_officerId_id_idx" ON "AuditEntry"("officerId", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_action_id_idx" ON "AuditEntry"("action", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_target_id_idx" ON "AuditEntry"("target", "id");

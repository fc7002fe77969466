-- AlterTable
ALTER TABLE "Case" ADD COLUMN "heldAt" DATETIME;

-- AlterTable
ALTER TABLE "OfficerSession" ADD COLUMN "role" TEXT;

-- AlterTable
ALTER TABLE "OneTimeLink" ADD COLUMN "createdById" INTEGER;

-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN "onceKey" TEXT;

-- AlterTable: added in place. Prisma would make the tables anew, and rows that point to them would not survive that.
ALTER TABLE "Officer" ADD COLUMN "accessById" INTEGER;
ALTER TABLE "Officer" ADD COLUMN "accessAt" DATETIME;
ALTER TABLE "Officer" ADD COLUMN "accessReset" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "ApiToken" ADD COLUMN "createdById" INTEGER;
ALTER TABLE "ApiToken" ADD COLUMN "confirmedAt" DATETIME;
ALTER TABLE "ApiToken" ADD COLUMN "expiresAt" DATETIME;
ALTER TABLE "ApiToken" ADD COLUMN "scopes" TEXT NOT NULL DEFAULT '';
ALTER TABLE "ApiToken" ADD COLUMN "role" TEXT;

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

-- AlterTable
ALTER TABLE "Case" ADD COLUMN "heldAt" DATETIME;

-- AlterTable
ALTER TABLE "OfficerSession" ADD COLUMN "role" TEXT;

-- AlterTable
ALTER TABLE "OneTimeLink" ADD COLUMN "createdById" INTEGER;

-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN "onceKey" TEXT;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Officer" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "login" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "departmentId" TEXT,
    "passwordHash" TEXT,
    "totpSealed" TEXT,
    "totpSince" DATETIME,
    "totpStep" INTEGER,
    "quietFrom" TEXT,
    "quietTo" TEXT,
    "quietDaysOff" BOOLEAN NOT NULL DEFAULT true,
    "disabledAt" DATETIME,
    "accessById" INTEGER,
    "accessAt" DATETIME,
    "accessReset" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL
);
INSERT INTO "new_Officer" ("createdAt", "departmentId", "disabledAt", "id", "login", "name", "passwordHash", "quietDaysOff", "quietFrom", "quietTo", "role", "totpSealed", "totpSince", "totpStep") SELECT "createdAt", "departmentId", "disabledAt", "id", "login", "name", "passwordHash", "quietDaysOff", "quietFrom", "quietTo", "role", "totpSealed", "totpSince", "totpStep" FROM "Officer";
DROP TABLE "Officer";
ALTER TABLE "new_Officer" RENAME TO "Officer";
CREATE UNIQUE INDEX "Officer_login_key" ON "Officer"("login");
CREATE TABLE "new_ApiToken" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "officerId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "lastUsedAt" DATETIME,
    "revokedAt" DATETIME,
    "createdById" INTEGER,
    "confirmedAt" DATETIME,
    "expiresAt" DATETIME,
    "scopes" TEXT NOT NULL DEFAULT '',
    "role" TEXT,
    CONSTRAINT "ApiToken_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_ApiToken" ("createdAt", "id", "key", "lastUsedAt", "name", "officerId", "revokedAt") SELECT "createdAt", "id", "key", "lastUsedAt", "name", "officerId", "revokedAt" FROM "ApiToken";
DROP TABLE "ApiToken";
ALTER TABLE "new_ApiToken" RENAME TO "ApiToken";
CREATE UNIQUE INDEX "ApiToken_key_key" ON "ApiToken"("key");
CREATE INDEX "ApiToken_officerId_idx" ON "ApiToken"("officerId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

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

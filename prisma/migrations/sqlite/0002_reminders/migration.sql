-- CreateTable
CREATE TABLE "Reminder" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "officerId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "caseId" INTEGER,
    "dedupeKey" TEXT NOT NULL,
    "detail" TEXT,
    "at" DATETIME NOT NULL,
    "seenAt" DATETIME,
    "pushAt" DATETIME,
    "pushedAt" DATETIME,
    "pushKey" TEXT,
    "listedOn" TEXT,
    CONSTRAINT "Reminder_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Reminder_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "OfficerWay" (
    "officerId" INTEGER NOT NULL,
    "way" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "addressSealed" TEXT,
    "confirmedAt" DATETIME,
    "contactId" INTEGER,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("officerId", "way"),
    CONSTRAINT "OfficerWay_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "OfficerWay_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RecoveryCode" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "officerId" INTEGER NOT NULL,
    "usedAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "RecoveryCode_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Letter" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "dedupeKey" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "toSealed" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "error" TEXT,
    "sentAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);

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
    "createdAt" DATETIME NOT NULL
);
INSERT INTO "new_Officer" ("createdAt", "departmentId", "disabledAt", "id", "login", "name", "passwordHash", "role", "totpSealed") SELECT "createdAt", "departmentId", "disabledAt", "id", "login", "name", "passwordHash", "role", "totpSealed" FROM "Officer";
DROP TABLE "Officer";
ALTER TABLE "new_Officer" RENAME TO "Officer";
CREATE UNIQUE INDEX "Officer_login_key" ON "Officer"("login");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "Reminder_dedupeKey_key" ON "Reminder"("dedupeKey");

-- CreateIndex
CREATE INDEX "Reminder_officerId_id_idx" ON "Reminder"("officerId", "id");

-- CreateIndex
CREATE INDEX "Reminder_officerId_seenAt_idx" ON "Reminder"("officerId", "seenAt");

-- CreateIndex
CREATE INDEX "Reminder_officerId_pushedAt_idx" ON "Reminder"("officerId", "pushedAt");

-- CreateIndex
CREATE INDEX "Reminder_pushAt_idx" ON "Reminder"("pushAt");

-- CreateIndex
CREATE INDEX "Reminder_caseId_seenAt_idx" ON "Reminder"("caseId", "seenAt");

-- CreateIndex
CREATE INDEX "OfficerWay_contactId_idx" ON "OfficerWay"("contactId");

-- CreateIndex
CREATE INDEX "RecoveryCode_officerId_idx" ON "RecoveryCode"("officerId");

-- CreateIndex
CREATE UNIQUE INDEX "Letter_dedupeKey_key" ON "Letter"("dedupeKey");

-- CreateIndex
CREATE INDEX "Letter_status_nextAt_idx" ON "Letter"("status", "nextAt");

-- CreateTable
CREATE TABLE "CaseCode" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "caseId" INTEGER NOT NULL,
    "officerId" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "lastUsedAt" DATETIME,
    "revokedAt" DATETIME,
    "revokedById" INTEGER,
    CONSTRAINT "CaseCode_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "CaseCode_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "CaseCode_key_key" ON "CaseCode"("key");

-- CreateIndex
CREATE INDEX "CaseCode_caseId_idx" ON "CaseCode"("caseId");

-- CreateIndex
CREATE INDEX "CaseCode_officerId_idx" ON "CaseCode"("officerId");

-- CreateTable
CREATE TABLE "FirstMessage" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "contactId" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "textKey" TEXT NOT NULL,
    "way" TEXT NOT NULL,
    "sure" INTEGER NOT NULL,
    "step" TEXT,
    "outcome" TEXT NOT NULL,
    "kind" TEXT,
    "guideId" TEXT,
    "missed" BOOLEAN NOT NULL,
    "at" DATETIME NOT NULL,
    CONSTRAINT "FirstMessage_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_GuideAlias" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "guideId" TEXT,
    "way" TEXT,
    "kind" TEXT,
    "text" TEXT NOT NULL,
    "wordingKey" TEXT NOT NULL,
    "textKey" TEXT,
    "source" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "firstAt" DATETIME NOT NULL,
    "lastAt" DATETIME NOT NULL,
    "reviewedById" INTEGER,
    "reviewedAt" DATETIME
);
INSERT INTO "new_GuideAlias" ("count", "firstAt", "guideId", "id", "lastAt", "reviewedAt", "reviewedById", "source", "status", "text", "wordingKey") SELECT "count", "firstAt", "guideId", "id", "lastAt", "reviewedAt", "reviewedById", "source", "status", "text", "wordingKey" FROM "GuideAlias";
DROP TABLE "GuideAlias";
ALTER TABLE "new_GuideAlias" RENAME TO "GuideAlias";
CREATE UNIQUE INDEX "GuideAlias_wordingKey_key" ON "GuideAlias"("wordingKey");
CREATE INDEX "GuideAlias_status_lastAt_idx" ON "GuideAlias"("status", "lastAt");
CREATE INDEX "GuideAlias_textKey_idx" ON "GuideAlias"("textKey");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "FirstMessage_contactId_idx" ON "FirstMessage"("contactId");

-- CreateIndex
CREATE INDEX "FirstMessage_at_textKey_idx" ON "FirstMessage"("at", "textKey");

-- CreateIndex
CREATE INDEX "FirstMessage_missed_at_textKey_idx" ON "FirstMessage"("missed", "at", "textKey");

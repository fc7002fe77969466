-- DropIndex
DROP INDEX "ReportMail_status_nextAt_idx";

-- DropIndex
DROP INDEX "ReportMail_period_scope_version_to_key";

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "ReportMail";
PRAGMA foreign_keys=on;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Letter" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "dedupeKey" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "toSealed" TEXT NOT NULL,
    "bodySealed" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "error" TEXT,
    "sentAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);
INSERT INTO "new_Letter" ("attempts", "createdAt", "dedupeKey", "error", "id", "kind", "nextAt", "sentAt", "status", "toSealed") SELECT "attempts", "createdAt", "dedupeKey", "error", "id", "kind", "nextAt", "sentAt", "status", "toSealed" FROM "Letter";
DROP TABLE "Letter";
ALTER TABLE "new_Letter" RENAME TO "Letter";
CREATE UNIQUE INDEX "Letter_dedupeKey_key" ON "Letter"("dedupeKey");
CREATE INDEX "Letter_status_nextAt_idx" ON "Letter"("status", "nextAt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateTable
CREATE TABLE "Backup" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "finishedAt" DATETIME NOT NULL,
    "bytes" REAL NOT NULL,
    "nightly" BOOLEAN NOT NULL
);

-- CreateIndex
CREATE INDEX "Backup_at_idx" ON "Backup"("at");

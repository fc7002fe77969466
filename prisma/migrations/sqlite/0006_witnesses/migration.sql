-- CreateTable
CREATE TABLE "LedgerNextKey" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "verifier" TEXT NOT NULL,
    "secretSealed" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "LedgerWitness" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "size" INTEGER NOT NULL,
    "failingSince" DATETIME
);

-- CreateTable
CREATE TABLE "WitnessKey" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "verifier" TEXT NOT NULL,
    "secretSealed" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "WitnessedLog" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "origin" TEXT NOT NULL,
    "keys" TEXT NOT NULL,
    "size" TEXT NOT NULL,
    "root" TEXT NOT NULL,
    "note" TEXT,
    "cosignedAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_LedgerKey" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "verifier" TEXT NOT NULL,
    "secretSealed" TEXT,
    "fromSize" INTEGER NOT NULL,
    "rotation" TEXT,
    "createdAt" DATETIME NOT NULL
);
INSERT INTO "new_LedgerKey" ("createdAt", "fromSize", "id", "rotation", "secretSealed", "verifier") SELECT "createdAt", "fromSize", "id", "rotation", "secretSealed", "verifier" FROM "LedgerKey";
DROP TABLE "LedgerKey";
ALTER TABLE "new_LedgerKey" RENAME TO "LedgerKey";
CREATE UNIQUE INDEX "LedgerKey_verifier_key" ON "LedgerKey"("verifier");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

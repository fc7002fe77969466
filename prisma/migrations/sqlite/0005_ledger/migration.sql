-- CreateTable
CREATE TABLE "LedgerHead" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "origin" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "openedOn" TEXT NOT NULL,
    "closedOn" TEXT
);

-- CreateTable
CREATE TABLE "LedgerWaiting" (
    "caseId" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "day" TEXT NOT NULL,
    "calendar" TEXT NOT NULL,

    PRIMARY KEY ("caseId", "seq")
);

-- CreateTable
CREATE TABLE "LedgerCase" (
    "caseId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "commitment" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "entries" INTEGER NOT NULL,
    "coarse" BOOLEAN NOT NULL,
    "kind" TEXT,
    "channel" TEXT,
    "categoryId" TEXT,
    "areaId" TEXT
);

-- CreateTable
CREATE TABLE "LedgerEntry" (
    "position" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "caseId" INTEGER,
    "line" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "LedgerTile" (
    "level" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "hashes" BLOB NOT NULL,
    "root" BLOB NOT NULL,

    PRIMARY KEY ("level", "number")
);

-- CreateTable
CREATE TABLE "LedgerCheckpoint" (
    "size" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "root" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "LedgerCosignature" (
    "size" INTEGER NOT NULL,
    "witness" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("size", "witness")
);

-- CreateTable
CREATE TABLE "LedgerKey" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "verifier" TEXT NOT NULL,
    "secretSealed" TEXT NOT NULL,
    "fromSize" INTEGER NOT NULL,
    "rotation" TEXT,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "LedgerCalendar" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "document" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "LedgerWaiting_day_caseId_idx" ON "LedgerWaiting"("day", "caseId");

-- CreateIndex
CREATE UNIQUE INDEX "LedgerCase_commitment_key" ON "LedgerCase"("commitment");

-- CreateIndex
CREATE INDEX "LedgerEntry_caseId_position_idx" ON "LedgerEntry"("caseId", "position");

-- CreateIndex
CREATE INDEX "LedgerCheckpoint_day_idx" ON "LedgerCheckpoint"("day");

-- CreateIndex
CREATE UNIQUE INDEX "LedgerKey_verifier_key" ON "LedgerKey"("verifier");

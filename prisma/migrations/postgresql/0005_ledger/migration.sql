-- CreateTable
CREATE TABLE "LedgerHead" (
    "id" INTEGER NOT NULL,
    "origin" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "openedOn" TEXT NOT NULL,
    "closedOn" TEXT,

    CONSTRAINT "LedgerHead_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LedgerWaiting" (
    "caseId" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "day" TEXT NOT NULL,
    "calendar" TEXT NOT NULL,

    CONSTRAINT "LedgerWaiting_pkey" PRIMARY KEY ("caseId","seq")
);

-- CreateTable
CREATE TABLE "LedgerCase" (
    "caseId" INTEGER NOT NULL,
    "commitment" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "entries" INTEGER NOT NULL,
    "coarse" BOOLEAN NOT NULL,
    "kind" TEXT,
    "channel" TEXT,
    "categoryId" TEXT,
    "areaId" TEXT,

    CONSTRAINT "LedgerCase_pkey" PRIMARY KEY ("caseId")
);

-- CreateTable
CREATE TABLE "LedgerEntry" (
    "position" INTEGER NOT NULL,
    "caseId" INTEGER,
    "line" TEXT NOT NULL,

    CONSTRAINT "LedgerEntry_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "LedgerTile" (
    "level" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "hashes" BYTEA NOT NULL,
    "root" BYTEA NOT NULL,

    CONSTRAINT "LedgerTile_pkey" PRIMARY KEY ("level","number")
);

-- CreateTable
CREATE TABLE "LedgerCheckpoint" (
    "size" INTEGER NOT NULL,
    "root" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "LedgerCheckpoint_pkey" PRIMARY KEY ("size")
);

-- CreateTable
CREATE TABLE "LedgerCosignature" (
    "size" INTEGER NOT NULL,
    "witness" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "LedgerCosignature_pkey" PRIMARY KEY ("size","witness")
);

-- CreateTable
CREATE TABLE "LedgerKey" (
    "id" SERIAL NOT NULL,
    "verifier" TEXT NOT NULL,
    "secretSealed" TEXT NOT NULL,
    "fromSize" INTEGER NOT NULL,
    "rotation" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "LedgerKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LedgerCalendar" (
    "hash" TEXT NOT NULL,
    "document" TEXT NOT NULL,

    CONSTRAINT "LedgerCalendar_pkey" PRIMARY KEY ("hash")
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

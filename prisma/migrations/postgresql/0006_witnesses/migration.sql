-- AlterTable
ALTER TABLE "LedgerKey" ALTER COLUMN "secretSealed" DROP NOT NULL;

-- CreateTable
CREATE TABLE "LedgerNextKey" (
    "id" INTEGER NOT NULL,
    "verifier" TEXT NOT NULL,
    "secretSealed" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "LedgerNextKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LedgerWitness" (
    "key" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "failingSince" TIMESTAMP(3),

    CONSTRAINT "LedgerWitness_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "WitnessKey" (
    "id" INTEGER NOT NULL,
    "verifier" TEXT NOT NULL,
    "secretSealed" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "WitnessKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WitnessedLog" (
    "hash" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "keys" TEXT NOT NULL,
    "size" TEXT NOT NULL,
    "root" TEXT NOT NULL,
    "note" TEXT,
    "cosignedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "WitnessedLog_pkey" PRIMARY KEY ("hash")
);

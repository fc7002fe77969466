-- CreateTable
CREATE TABLE "KeyRing" (
    "id" INTEGER NOT NULL,
    "earlierSealed" TEXT NOT NULL,
    "changedAt" TIMESTAMP(3),
    "changingSince" TIMESTAMP(3),
    "oldKeySealed" TEXT,
    "progress" TEXT,

    CONSTRAINT "KeyRing_pkey" PRIMARY KEY ("id")
);

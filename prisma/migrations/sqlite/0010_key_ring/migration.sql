-- CreateTable
CREATE TABLE "KeyRing" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "earlierSealed" TEXT NOT NULL,
    "changedAt" DATETIME,
    "changingSince" DATETIME,
    "oldKeySealed" TEXT,
    "progress" TEXT
);

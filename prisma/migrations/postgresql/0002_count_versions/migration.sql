-- AlterTable
ALTER TABLE "DayCount" DROP CONSTRAINT "DayCount_pkey",
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1,
ADD CONSTRAINT "DayCount_pkey" PRIMARY KEY ("version", "dimension", "x", "key", "y");

-- CreateTable
CREATE TABLE "CountVersion" (
    "version" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "after" INTEGER NOT NULL DEFAULT 0,
    "before" INTEGER,
    "checked" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "CountVersion_pkey" PRIMARY KEY ("version")
);

-- What is there was counted by the first rules; the next start counts it anew.
INSERT INTO "CountVersion" ("version", "state", "checked") SELECT 1, 'shown', true WHERE EXISTS (SELECT 1 FROM "Case");

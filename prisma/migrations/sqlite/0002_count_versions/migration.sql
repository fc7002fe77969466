-- CreateTable
CREATE TABLE "CountVersion" (
    "version" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "state" TEXT NOT NULL,
    "after" INTEGER NOT NULL DEFAULT 0,
    "before" INTEGER,
    "checked" BOOLEAN NOT NULL DEFAULT false
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_DayCount" (
    "version" INTEGER NOT NULL DEFAULT 1,
    "dimension" TEXT NOT NULL,
    "x" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "y" INTEGER NOT NULL,
    "received" INTEGER NOT NULL DEFAULT 0,
    "reopened" INTEGER NOT NULL DEFAULT 0,
    "concluded" INTEGER NOT NULL DEFAULT 0,
    "concludedAnswered" INTEGER NOT NULL DEFAULT 0,
    "concludedDeclined" INTEGER NOT NULL DEFAULT 0,
    "concludedWithdrawn" INTEGER NOT NULL DEFAULT 0,
    "concludedSetAside" INTEGER NOT NULL DEFAULT 0,
    "replied" INTEGER NOT NULL DEFAULT 0,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "read" INTEGER NOT NULL DEFAULT 0,
    "invited" INTEGER NOT NULL DEFAULT 0,
    "rated1" INTEGER NOT NULL DEFAULT 0,
    "rated2" INTEGER NOT NULL DEFAULT 0,
    "rated3" INTEGER NOT NULL DEFAULT 0,
    "rated4" INTEGER NOT NULL DEFAULT 0,
    "rated5" INTEGER NOT NULL DEFAULT 0,
    "cohort" INTEGER NOT NULL DEFAULT 0,
    "answered" INTEGER NOT NULL DEFAULT 0,
    "answeredOnTime" INTEGER NOT NULL DEFAULT 0,
    "declined" INTEGER NOT NULL DEFAULT 0,
    "withdrawn" INTEGER NOT NULL DEFAULT 0,
    "setAside" INTEGER NOT NULL DEFAULT 0,
    "merged" INTEGER NOT NULL DEFAULT 0,
    "extensions" INTEGER NOT NULL DEFAULT 0,
    "clockStops" INTEGER NOT NULL DEFAULT 0,
    "clockStopDays" INTEGER NOT NULL DEFAULT 0,
    "clockStanding" INTEGER NOT NULL DEFAULT 0,
    "cohortExtended" INTEGER NOT NULL DEFAULT 0,
    "answeredOnTimeExtended" INTEGER NOT NULL DEFAULT 0,
    "ripe" INTEGER NOT NULL DEFAULT 0,
    "stood" INTEGER NOT NULL DEFAULT 0,
    "carriedOut" INTEGER NOT NULL DEFAULT 0,
    "issued" INTEGER NOT NULL DEFAULT 0,
    "standsAnswered" INTEGER NOT NULL DEFAULT 0,
    "standsDeclined" INTEGER NOT NULL DEFAULT 0,
    "standsWithdrawn" INTEGER NOT NULL DEFAULT 0,
    "standsSetAside" INTEGER NOT NULL DEFAULT 0,
    "overdue" INTEGER NOT NULL DEFAULT 0,
    "past" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("version", "dimension", "x", "key", "y")
);
INSERT INTO "new_DayCount" ("answered", "answeredOnTime", "answeredOnTimeExtended", "carriedOut", "clockStanding", "clockStopDays", "clockStops", "cohort", "cohortExtended", "concluded", "concludedAnswered", "concludedDeclined", "concludedSetAside", "concludedWithdrawn", "declined", "delivered", "dimension", "extensions", "invited", "issued", "key", "merged", "overdue", "past", "rated1", "rated2", "rated3", "rated4", "rated5", "read", "received", "reopened", "replied", "ripe", "setAside", "standsAnswered", "standsDeclined", "standsSetAside", "standsWithdrawn", "stood", "withdrawn", "x", "y") SELECT "answered", "answeredOnTime", "answeredOnTimeExtended", "carriedOut", "clockStanding", "clockStopDays", "clockStops", "cohort", "cohortExtended", "concluded", "concludedAnswered", "concludedDeclined", "concludedSetAside", "concludedWithdrawn", "declined", "delivered", "dimension", "extensions", "invited", "issued", "key", "merged", "overdue", "past", "rated1", "rated2", "rated3", "rated4", "rated5", "read", "received", "reopened", "replied", "ripe", "setAside", "standsAnswered", "standsDeclined", "standsSetAside", "standsWithdrawn", "stood", "withdrawn", "x", "y" FROM "DayCount";
DROP TABLE "DayCount";
ALTER TABLE "new_DayCount" RENAME TO "DayCount";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- What is there was counted by the first rules; the next start counts it anew.
INSERT INTO "CountVersion" ("version", "state", "checked") SELECT 1, 'shown', true WHERE EXISTS (SELECT 1 FROM "Case");

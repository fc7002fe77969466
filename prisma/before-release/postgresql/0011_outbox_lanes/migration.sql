-- DropIndex
DROP INDEX "Outbox_status_nextAt_idx";

-- AlterTable
ALTER TABLE "Outbox" ADD COLUMN     "channel" TEXT NOT NULL DEFAULT '';

-- What still waits gets its channel; the rest is history.
UPDATE "Outbox" SET "channel" = (SELECT "channel" FROM "Contact" WHERE "Contact"."id" = "Outbox"."contactId")
    WHERE "status" IN ('queued', 'sending', 'held');

-- CreateIndex
CREATE INDEX "Outbox_channel_status_nextAt_id_idx" ON "Outbox"("channel", "status", "nextAt", "id");

-- CreateIndex
CREATE INDEX "Outbox_channel_status_createdAt_idx" ON "Outbox"("channel", "status", "createdAt");

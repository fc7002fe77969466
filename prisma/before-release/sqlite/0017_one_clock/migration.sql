-- DropIndex
DROP INDEX "Case_list_idx";

-- AlterTable
ALTER TABLE "Case" ADD COLUMN "overdueAt" DATETIME;
ALTER TABLE "Case" ADD COLUMN "stoppedUntil" DATETIME;

-- CreateIndex
CREATE INDEX "Case_overdueAt_stoppedUntil_idx" ON "Case"("overdueAt", "stoppedUntil");

-- CreateIndex
CREATE INDEX "Case_list_idx" ON "Case"("receivedAt", "id", "status", "kind", "channel", "departmentId", "areaId", "categoryId", "officerId", "firstTakerId", "overdueAt");

-- What the clock of each open case shows, as domain/cases/clock counts it.
UPDATE "Case" SET
  "overdueAt" = CASE
    WHEN json_type("deadlines", '$.reply.pauses[#-1].to') = 'null'
      AND json_extract("deadlines", '$.reply.pauses[#-1].from') < json_extract("deadlines", '$.reply.dueAt') THEN NULL
    ELSE max("replyDueAt", coalesce((
      SELECT replace(max(json_extract("value", '$.to')), 'Z', '+00:00') FROM json_each("deadlines", '$.reply.pauses')
      WHERE json_extract("value", '$.from') < json_extract("deadlines", '$.reply.dueAt')), ''))
    END,
  "stoppedUntil" = (
    SELECT replace(max(json_extract("value", '$.to')), 'Z', '+00:00') FROM json_each("deadlines", '$.reply.pauses'))
WHERE "status" IN ('received', 'accepted', 'assigned', 'awaiting_resident', 'in_review');

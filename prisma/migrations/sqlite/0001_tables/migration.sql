-- CreateTable
CREATE TABLE "JobRun" (
    "job" TEXT NOT NULL,
    "slot" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "finishedAt" DATETIME,
    "holder" TEXT NOT NULL,
    "claimedUntil" DATETIME,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "nextAt" DATETIME,
    "error" TEXT,

    PRIMARY KEY ("job", "slot")
);

-- CreateTable
CREATE TABLE "Counter" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "officerId" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "response" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("officerId", "key")
);

-- CreateTable
CREATE TABLE "Case" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "number" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "contactId" INTEGER,
    "anonymous" BOOLEAN NOT NULL DEFAULT false,
    "nameSealed" TEXT,
    "phoneSealed" TEXT,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "place" TEXT,
    "location" TEXT,
    "latitude" REAL,
    "longitude" REAL,
    "areaId" TEXT,
    "categoryId" TEXT,
    "departmentId" TEXT,
    "officerId" INTEGER,
    "firstTakerId" INTEGER,
    "urgent" BOOLEAN NOT NULL DEFAULT false,
    "receivedAt" DATETIME NOT NULL,
    "acceptDueOn" TEXT NOT NULL,
    "replyDueOn" TEXT NOT NULL,
    "originalDueOn" TEXT NOT NULL,
    "replyDueAt" DATETIME NOT NULL,
    "nextDueAt" DATETIME NOT NULL,
    "acceptDueAt" DATETIME NOT NULL,
    "overdueAt" DATETIME,
    "stoppedUntil" DATETIME,
    "nextMarkAt" DATETIME,
    "nextMark" TEXT,
    "deadlines" TEXT NOT NULL,
    "acceptedAt" DATETIME,
    "firstReplyAt" DATETIME,
    "answeredAt" DATETIME,
    "concludedAt" DATETIME,
    "closedAt" DATETIME,
    "owedUntil" DATETIME,
    "reopenedAt" DATETIME,
    "heldAt" DATETIME,
    "rating" INTEGER,
    "ratingText" TEXT,
    "mergedIntoId" INTEGER,
    "declineReason" TEXT,
    "declineRedirect" TEXT,
    "supervisedAt" DATETIME,
    "supervisionDueOn" TEXT,
    "extensionAskedAt" DATETIME,
    "objectedAt" DATETIME,
    "objectionReason" TEXT,
    "outcome" TEXT,
    "applicant" TEXT,
    "openness" TEXT,
    "publishedAt" DATETIME,
    "facts" TEXT,
    "submissionKey" TEXT,
    "legalHoldAt" DATETIME,
    "erasedAt" DATETIME,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Case_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Case_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Case_firstTakerId_fkey" FOREIGN KEY ("firstTakerId") REFERENCES "Officer" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Case_mergedIntoId_fkey" FOREIGN KEY ("mergedIntoId") REFERENCES "Case" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CaseSearch" (
    "caseId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "grams" TEXT NOT NULL,
    CONSTRAINT "CaseSearch_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CaseEvent" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "caseId" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "byKind" TEXT NOT NULL,
    "byId" INTEGER,
    "byName" TEXT,
    "data" TEXT,
    CONSTRAINT "CaseEvent_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Reply" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "caseId" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "purpose" TEXT NOT NULL DEFAULT 'answer',
    "draftedById" INTEGER NOT NULL,
    "draftedAt" DATETIME NOT NULL,
    "submittedAt" DATETIME,
    "reviewedById" INTEGER,
    "reviewedAt" DATETIME,
    "reviewNote" TEXT,
    "openness" TEXT,
    "redactedText" TEXT,
    "redactedQuestion" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "Reply_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Reply_draftedById_fkey" FOREIGN KEY ("draftedById") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Reply_reviewedById_fkey" FOREIGN KEY ("reviewedById") REFERENCES "Officer" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ReplyVersion" (
    "replyId" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "savedById" INTEGER NOT NULL,
    "savedAt" DATETIME NOT NULL,
    "returnedAt" DATETIME,

    PRIMARY KEY ("replyId", "version"),
    CONSTRAINT "ReplyVersion_replyId_fkey" FOREIGN KEY ("replyId") REFERENCES "Reply" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Attachment" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "contactId" INTEGER,
    "messageId" INTEGER,
    "caseId" INTEGER,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "sourceRef" TEXT,
    "hash" TEXT,
    "mime" TEXT,
    "bytes" INTEGER,
    "name" TEXT,
    "error" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "playHash" TEXT,
    "cleaned" BOOLEAN,
    "replyId" INTEGER,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Attachment_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Attachment_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Attachment_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "Attachment_replyId_fkey" FOREIGN KEY ("replyId") REFERENCES "Reply" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CaseCode" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "caseId" INTEGER NOT NULL,
    "officerId" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "lastUsedAt" DATETIME,
    "revokedAt" DATETIME,
    "revokedById" INTEGER,
    CONSTRAINT "CaseCode_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "CaseCode_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CannedReply" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "departmentId" TEXT,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "savedById" INTEGER NOT NULL,
    "savedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "SavedView" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "officerId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "SavedView_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "TypedDraft" (
    "officerId" INTEGER NOT NULL,
    "caseId" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "savedAt" DATETIME NOT NULL,

    PRIMARY KEY ("officerId", "caseId"),
    CONSTRAINT "TypedDraft_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "TypedDraft_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Presence" (
    "caseId" INTEGER NOT NULL,
    "officerId" INTEGER NOT NULL,
    "writing" BOOLEAN NOT NULL DEFAULT false,
    "until" DATETIME NOT NULL,

    PRIMARY KEY ("caseId", "officerId"),
    CONSTRAINT "Presence_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Presence_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CountDue" (
    "caseId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "seq" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "Outbox" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "messageId" INTEGER NOT NULL,
    "contactId" INTEGER NOT NULL,
    "channel" TEXT NOT NULL DEFAULT '',
    "caseId" INTEGER,
    "replyId" INTEGER,
    "dedupeKey" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "via" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "claimedUntil" DATETIME,
    "claimedBy" TEXT,
    "errorCode" TEXT,
    "error" TEXT,
    "sentAt" DATETIME,
    "partsSent" INTEGER NOT NULL DEFAULT 0,
    "externalId" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Outbox_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Outbox_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Outbox_replyId_fkey" FOREIGN KEY ("replyId") REFERENCES "Reply" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DeliveryAttempt" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "outboxId" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "via" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "code" TEXT,
    "detail" TEXT,
    CONSTRAINT "DeliveryAttempt_outboxId_fkey" FOREIGN KEY ("outboxId") REFERENCES "Outbox" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Letter" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "dedupeKey" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "toSealed" TEXT NOT NULL,
    "bodySealed" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" DATETIME,
    "error" TEXT,
    "sentAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "ChannelMedia" (
    "account" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "mediaId" TEXT NOT NULL,
    "expiresAt" DATETIME NOT NULL,

    PRIMARY KEY ("account", "hash")
);

-- CreateTable
CREATE TABLE "ChannelToken" (
    "account" TEXT NOT NULL PRIMARY KEY,
    "tokenSealed" TEXT,
    "expiresAt" DATETIME,
    "claimedUntil" DATETIME,
    "claimedBy" TEXT,
    "forcedAt" DATETIME,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "SignedQuery" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "usedFor" TEXT NOT NULL,
    "sentAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "GuideAlias" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "guideId" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "wordingKey" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "firstAt" DATETIME NOT NULL,
    "lastAt" DATETIME NOT NULL,
    "reviewedById" INTEGER,
    "reviewedAt" DATETIME
);

-- CreateTable
CREATE TABLE "RouterTraining" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "day" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "cases" INTEGER NOT NULL,
    "tested" INTEGER NOT NULL,
    "accuracy" REAL,
    "labels" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "Reminder" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "officerId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "caseId" INTEGER,
    "dedupeKey" TEXT NOT NULL,
    "detail" TEXT,
    "at" DATETIME NOT NULL,
    "seenAt" DATETIME,
    "pushAt" DATETIME,
    "pushedAt" DATETIME,
    "pushKey" TEXT,
    "listedOn" TEXT,
    CONSTRAINT "Reminder_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Reminder_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DayCount" (
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

    PRIMARY KEY ("dimension", "x", "key", "y")
);

-- CreateTable
CREATE TABLE "Digest" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "period" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "reason" TEXT,
    "data" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Sample" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "seed" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "kind" TEXT,
    "departmentId" TEXT,
    "size" INTEGER NOT NULL,
    "upToId" INTEGER NOT NULL,
    "population" INTEGER NOT NULL,
    "drawnById" INTEGER NOT NULL,
    "drawnBy" TEXT NOT NULL,
    "drawnAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "SampleItem" (
    "sampleId" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "caseId" INTEGER NOT NULL,
    "verdict" TEXT,
    "finding" TEXT,
    "foundById" INTEGER,
    "foundBy" TEXT,
    "foundAt" DATETIME,

    PRIMARY KEY ("sampleId", "ordinal"),
    CONSTRAINT "SampleItem_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "SampleItem_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "KnownName" (
    "kind" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "seenAt" DATETIME NOT NULL,

    PRIMARY KEY ("kind", "id")
);

-- CreateTable
CREATE TABLE "Notice" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "detail" TEXT NOT NULL,
    "firstAt" DATETIME NOT NULL,
    "lastAt" DATETIME NOT NULL,
    "count" INTEGER NOT NULL,
    "clearedAt" DATETIME
);

-- CreateTable
CREATE TABLE "SceneCode" (
    "scene" TEXT NOT NULL PRIMARY KEY,
    "areaId" TEXT,
    "window" TEXT,
    "url" TEXT NOT NULL,
    "scans" INTEGER NOT NULL DEFAULT 0,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Officer" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "login" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "departmentId" TEXT,
    "passwordHash" TEXT,
    "totpSealed" TEXT,
    "totpSince" DATETIME,
    "totpStep" INTEGER,
    "quietFrom" TEXT,
    "quietTo" TEXT,
    "quietDaysOff" BOOLEAN NOT NULL DEFAULT true,
    "disabledAt" DATETIME,
    "accessById" INTEGER,
    "accessAt" DATETIME,
    "accessReset" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "OfficerWay" (
    "officerId" INTEGER NOT NULL,
    "way" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "addressSealed" TEXT,
    "confirmedAt" DATETIME,
    "contactId" INTEGER,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("officerId", "way"),
    CONSTRAINT "OfficerWay_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "OfficerWay_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RecoveryCode" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "officerId" INTEGER NOT NULL,
    "usedAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "RecoveryCode_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "OfficerSession" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "officerId" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "lastSeenAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "address" TEXT,
    "agent" TEXT,
    "revokedAt" DATETIME,
    "role" TEXT,
    CONSTRAINT "OfficerSession_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "officerId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "lastUsedAt" DATETIME,
    "revokedAt" DATETIME,
    "createdById" INTEGER,
    "confirmedAt" DATETIME,
    "expiresAt" DATETIME,
    "scopes" TEXT NOT NULL DEFAULT '',
    "role" TEXT,
    CONSTRAINT "ApiToken_officerId_fkey" FOREIGN KEY ("officerId") REFERENCES "Officer" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "OneTimeLink" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "purpose" TEXT NOT NULL,
    "officerId" INTEGER,
    "expiresAt" DATETIME NOT NULL,
    "usedAt" DATETIME,
    "createdById" INTEGER,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "officerId" INTEGER,
    "action" TEXT NOT NULL,
    "target" TEXT,
    "address" TEXT,
    "detail" TEXT,
    "onceKey" TEXT
);

-- CreateTable
CREATE TABLE "Contact" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "channel" TEXT NOT NULL,
    "externalKey" TEXT NOT NULL,
    "externalSealed" TEXT,
    "nameSealed" TEXT,
    "phoneSealed" TEXT,
    "areaId" TEXT,
    "locale" TEXT,
    "windowUntil" DATETIME,
    "windowLeft" INTEGER NOT NULL DEFAULT 0,
    "lastInboundAt" DATETIME,
    "unfollowedAt" DATETIME,
    "forgottenAt" DATETIME,
    "unclearAt" DATETIME,
    "pseudonymsSealed" TEXT,
    "ownerSealed" TEXT,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Session" (
    "contactId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "flowId" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "firstMessageId" INTEGER NOT NULL,
    "remindAt" DATETIME,
    "expiresAt" DATETIME,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Session_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "FlowVersion" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "flowId" TEXT NOT NULL,
    "definition" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Message" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "contactId" INTEGER NOT NULL,
    "caseId" INTEGER,
    "direction" TEXT NOT NULL,
    "dedupeKey" TEXT,
    "sourceId" TEXT,
    "album" TEXT,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "payload" TEXT,
    "turnSealed" TEXT,
    "inReplyToId" INTEGER,
    "ordinal" INTEGER NOT NULL DEFAULT 0,
    "at" DATETIME NOT NULL,
    CONSTRAINT "Message_contactId_fkey" FOREIGN KEY ("contactId") REFERENCES "Contact" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Message_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "Case" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "Case_number_key" ON "Case"("number");

-- CreateIndex
CREATE UNIQUE INDEX "Case_submissionKey_key" ON "Case"("submissionKey");

-- CreateIndex
CREATE INDEX "Case_status_replyDueAt_id_idx" ON "Case"("status", "replyDueAt", "id");

-- CreateIndex
CREATE INDEX "Case_status_nextDueAt_id_idx" ON "Case"("status", "nextDueAt", "id");

-- CreateIndex
CREATE INDEX "Case_overdueAt_stoppedUntil_idx" ON "Case"("overdueAt", "stoppedUntil");

-- CreateIndex
CREATE INDEX "Case_departmentId_status_nextDueAt_id_idx" ON "Case"("departmentId", "status", "nextDueAt", "id");

-- CreateIndex
CREATE INDEX "Case_officerId_status_nextDueAt_id_idx" ON "Case"("officerId", "status", "nextDueAt", "id");

-- CreateIndex
CREATE INDEX "Case_contactId_id_idx" ON "Case"("contactId", "id");

-- CreateIndex
CREATE INDEX "Case_originalDueOn_idx" ON "Case"("originalDueOn");

-- CreateIndex
CREATE INDEX "Case_list_idx" ON "Case"("receivedAt", "id", "status", "kind", "channel", "departmentId", "areaId", "categoryId", "officerId", "firstTakerId", "overdueAt");

-- CreateIndex
CREATE INDEX "Case_areaId_receivedAt_idx" ON "Case"("areaId", "receivedAt");

-- CreateIndex
CREATE INDEX "Case_categoryId_concludedAt_idx" ON "Case"("categoryId", "concludedAt");

-- CreateIndex
CREATE INDEX "Case_concludedAt_idx" ON "Case"("concludedAt");

-- CreateIndex
CREATE INDEX "Case_status_concludedAt_idx" ON "Case"("status", "concludedAt");

-- CreateIndex
CREATE INDEX "Case_owedUntil_receivedAt_status_reopenedAt_idx" ON "Case"("owedUntil", "receivedAt", "status", "reopenedAt");

-- CreateIndex
CREATE INDEX "Case_firstReplyAt_receivedAt_idx" ON "Case"("firstReplyAt", "receivedAt");

-- CreateIndex
CREATE INDEX "Case_kind_owedUntil_idx" ON "Case"("kind", "owedUntil");

-- CreateIndex
CREATE INDEX "Case_mergedIntoId_idx" ON "Case"("mergedIntoId");

-- CreateIndex
CREATE INDEX "Case_heldAt_id_idx" ON "Case"("heldAt", "id");

-- CreateIndex
CREATE INDEX "Case_updatedAt_owedUntil_idx" ON "Case"("updatedAt", "owedUntil");

-- CreateIndex
CREATE INDEX "Case_nextMarkAt_idx" ON "Case"("nextMarkAt");

-- CreateIndex
CREATE INDEX "Case_extensionAskedAt_idx" ON "Case"("extensionAskedAt");

-- CreateIndex
CREATE INDEX "Case_objectedAt_idx" ON "Case"("objectedAt");

-- CreateIndex
CREATE INDEX "Case_supervisionDueOn_idx" ON "Case"("supervisionDueOn");

-- CreateIndex
CREATE INDEX "Case_publishedAt_id_idx" ON "Case"("publishedAt", "id");

-- CreateIndex
CREATE INDEX "Case_kind_erasedAt_updatedAt_id_idx" ON "Case"("kind", "erasedAt", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "CaseEvent_type_at_idx" ON "CaseEvent"("type", "at");

-- CreateIndex
CREATE INDEX "CaseEvent_at_idx" ON "CaseEvent"("at");

-- CreateIndex
CREATE UNIQUE INDEX "CaseEvent_caseId_seq_key" ON "CaseEvent"("caseId", "seq");

-- CreateIndex
CREATE INDEX "Reply_caseId_id_idx" ON "Reply"("caseId", "id");

-- CreateIndex
CREATE INDEX "Reply_openness_id_idx" ON "Reply"("openness", "id");

-- CreateIndex
CREATE INDEX "Attachment_status_nextAt_idx" ON "Attachment"("status", "nextAt");

-- CreateIndex
CREATE INDEX "Attachment_caseId_id_idx" ON "Attachment"("caseId", "id");

-- CreateIndex
CREATE INDEX "Attachment_messageId_idx" ON "Attachment"("messageId");

-- CreateIndex
CREATE INDEX "Attachment_replyId_idx" ON "Attachment"("replyId");

-- CreateIndex
CREATE INDEX "Attachment_contactId_createdAt_idx" ON "Attachment"("contactId", "createdAt");

-- CreateIndex
CREATE INDEX "Attachment_cleaned_id_idx" ON "Attachment"("cleaned", "id");

-- CreateIndex
CREATE UNIQUE INDEX "CaseCode_key_key" ON "CaseCode"("key");

-- CreateIndex
CREATE INDEX "CaseCode_caseId_idx" ON "CaseCode"("caseId");

-- CreateIndex
CREATE INDEX "CaseCode_officerId_idx" ON "CaseCode"("officerId");

-- CreateIndex
CREATE INDEX "CannedReply_departmentId_title_idx" ON "CannedReply"("departmentId", "title");

-- CreateIndex
CREATE UNIQUE INDEX "SavedView_officerId_name_key" ON "SavedView"("officerId", "name");

-- CreateIndex
CREATE INDEX "TypedDraft_caseId_idx" ON "TypedDraft"("caseId");

-- CreateIndex
CREATE INDEX "TypedDraft_savedAt_idx" ON "TypedDraft"("savedAt");

-- CreateIndex
CREATE INDEX "Presence_until_idx" ON "Presence"("until");

-- CreateIndex
CREATE UNIQUE INDEX "Outbox_messageId_key" ON "Outbox"("messageId");

-- CreateIndex
CREATE UNIQUE INDEX "Outbox_replyId_key" ON "Outbox"("replyId");

-- CreateIndex
CREATE UNIQUE INDEX "Outbox_dedupeKey_key" ON "Outbox"("dedupeKey");

-- CreateIndex
CREATE INDEX "Outbox_channel_status_nextAt_id_idx" ON "Outbox"("channel", "status", "nextAt", "id");

-- CreateIndex
CREATE INDEX "Outbox_channel_status_createdAt_idx" ON "Outbox"("channel", "status", "createdAt");

-- CreateIndex
CREATE INDEX "Outbox_status_replyId_idx" ON "Outbox"("status", "replyId");

-- CreateIndex
CREATE INDEX "Outbox_contactId_status_id_idx" ON "Outbox"("contactId", "status", "id");

-- CreateIndex
CREATE INDEX "Outbox_caseId_idx" ON "Outbox"("caseId");

-- CreateIndex
CREATE INDEX "Outbox_externalId_idx" ON "Outbox"("externalId");

-- CreateIndex
CREATE INDEX "DeliveryAttempt_outboxId_id_idx" ON "DeliveryAttempt"("outboxId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Letter_dedupeKey_key" ON "Letter"("dedupeKey");

-- CreateIndex
CREATE INDEX "Letter_status_nextAt_idx" ON "Letter"("status", "nextAt");

-- CreateIndex
CREATE INDEX "ChannelMedia_expiresAt_idx" ON "ChannelMedia"("expiresAt");

-- CreateIndex
CREATE INDEX "SignedQuery_sentAt_idx" ON "SignedQuery"("sentAt");

-- CreateIndex
CREATE UNIQUE INDEX "GuideAlias_wordingKey_key" ON "GuideAlias"("wordingKey");

-- CreateIndex
CREATE INDEX "GuideAlias_status_lastAt_idx" ON "GuideAlias"("status", "lastAt");

-- CreateIndex
CREATE UNIQUE INDEX "RouterTraining_day_key" ON "RouterTraining"("day");

-- CreateIndex
CREATE UNIQUE INDEX "Reminder_dedupeKey_key" ON "Reminder"("dedupeKey");

-- CreateIndex
CREATE INDEX "Reminder_officerId_id_idx" ON "Reminder"("officerId", "id");

-- CreateIndex
CREATE INDEX "Reminder_officerId_seenAt_idx" ON "Reminder"("officerId", "seenAt");

-- CreateIndex
CREATE INDEX "Reminder_officerId_pushedAt_idx" ON "Reminder"("officerId", "pushedAt");

-- CreateIndex
CREATE INDEX "Reminder_pushAt_idx" ON "Reminder"("pushAt");

-- CreateIndex
CREATE INDEX "Reminder_caseId_seenAt_idx" ON "Reminder"("caseId", "seenAt");

-- CreateIndex
CREATE INDEX "Digest_scope_period_version_idx" ON "Digest"("scope", "period", "version");

-- CreateIndex
CREATE INDEX "Digest_createdAt_idx" ON "Digest"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Digest_period_scope_version_key" ON "Digest"("period", "scope", "version");

-- CreateIndex
CREATE INDEX "SampleItem_caseId_idx" ON "SampleItem"("caseId");

-- CreateIndex
CREATE UNIQUE INDEX "SampleItem_sampleId_caseId_key" ON "SampleItem"("sampleId", "caseId");

-- CreateIndex
CREATE UNIQUE INDEX "Officer_login_key" ON "Officer"("login");

-- CreateIndex
CREATE INDEX "OfficerWay_contactId_idx" ON "OfficerWay"("contactId");

-- CreateIndex
CREATE INDEX "RecoveryCode_officerId_idx" ON "RecoveryCode"("officerId");

-- CreateIndex
CREATE INDEX "OfficerSession_officerId_idx" ON "OfficerSession"("officerId");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_key_key" ON "ApiToken"("key");

-- CreateIndex
CREATE INDEX "ApiToken_officerId_idx" ON "ApiToken"("officerId");

-- CreateIndex
CREATE INDEX "OneTimeLink_officerId_idx" ON "OneTimeLink"("officerId");

-- CreateIndex
CREATE UNIQUE INDEX "AuditEntry_onceKey_key" ON "AuditEntry"("onceKey");

-- CreateIndex
CREATE INDEX "AuditEntry_at_idx" ON "AuditEntry"("at");

-- CreateIndex
CREATE INDEX "AuditEntry_officerId_at_idx" ON "AuditEntry"("officerId", "at");

-- CreateIndex
CREATE INDEX "AuditEntry_officerId_id_idx" ON "AuditEntry"("officerId", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_action_id_idx" ON "AuditEntry"("action", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_target_id_idx" ON "AuditEntry"("target", "id");

-- CreateIndex
CREATE INDEX "Contact_lastInboundAt_id_idx" ON "Contact"("lastInboundAt", "id");

-- CreateIndex
CREATE INDEX "Contact_channel_lastInboundAt_id_idx" ON "Contact"("channel", "lastInboundAt", "id");

-- CreateIndex
CREATE INDEX "Contact_unclearAt_id_idx" ON "Contact"("unclearAt", "id");

-- CreateIndex
CREATE INDEX "Contact_forgottenAt_id_idx" ON "Contact"("forgottenAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Contact_channel_externalKey_key" ON "Contact"("channel", "externalKey");

-- CreateIndex
CREATE INDEX "Session_remindAt_idx" ON "Session"("remindAt");

-- CreateIndex
CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "Message_dedupeKey_key" ON "Message"("dedupeKey");

-- CreateIndex
CREATE INDEX "Message_contactId_id_idx" ON "Message"("contactId", "id");

-- CreateIndex
CREATE INDEX "Message_caseId_id_idx" ON "Message"("caseId", "id");

-- CreateIndex
CREATE INDEX "Message_inReplyToId_ordinal_idx" ON "Message"("inReplyToId", "ordinal");

-- CreateIndex
CREATE INDEX "Message_contactId_sourceId_id_idx" ON "Message"("contactId", "sourceId", "id");

-- CreateIndex
CREATE INDEX "Message_contactId_album_id_idx" ON "Message"("contactId", "album", "id");

-- Full-text index of CaseSearch: kept by triggers, so always in the transaction that writes the case.
CREATE VIRTUAL TABLE "CaseSearchIndex" USING fts5(
    "grams",
    content = 'CaseSearch',
    content_rowid = 'caseId',
    tokenize = 'ascii',
    -- Which signs a case has, not where: their order would give the text away.
    detail = none
);
CREATE TRIGGER "CaseSearch_insert" AFTER INSERT ON "CaseSearch" BEGIN
    INSERT INTO "CaseSearchIndex"(rowid, "grams") VALUES (new."caseId", new."grams");
END;
CREATE TRIGGER "CaseSearch_delete" AFTER DELETE ON "CaseSearch" BEGIN
    INSERT INTO "CaseSearchIndex"("CaseSearchIndex", rowid, "grams") VALUES ('delete', old."caseId", old."grams");
END;
CREATE TRIGGER "CaseSearch_update" AFTER UPDATE ON "CaseSearch" BEGIN
    INSERT INTO "CaseSearchIndex"("CaseSearchIndex", rowid, "grams") VALUES ('delete', old."caseId", old."grams");
    INSERT INTO "CaseSearchIndex"(rowid, "grams") VALUES (new."caseId", new."grams");
END;

-- CreateTable
CREATE TABLE "KnownName" (
    "kind" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "seenAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "KnownName_pkey" PRIMARY KEY ("kind","id")
);

-- CreateIndex
CREATE INDEX "Case_kind_owedUntil_idx" ON "Case"("kind", "owedUntil");

-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN     "commitment" TEXT,
ADD COLUMN     "hash" TEXT,
ADD COLUMN     "position" INTEGER,
ADD COLUMN     "salt" TEXT;

-- CreateTable
CREATE TABLE "AuditHead" (
    "id" INTEGER NOT NULL,
    "size" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "seal" TEXT NOT NULL,
    "secret" TEXT NOT NULL,

    CONSTRAINT "AuditHead_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "AuditEntry_position_key" ON "AuditEntry"("position");

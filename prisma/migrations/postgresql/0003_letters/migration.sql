-- AlterTable
ALTER TABLE "Letter" DROP COLUMN "payload",
ADD COLUMN     "bodySealed" TEXT NOT NULL;

-- DropTable
DROP TABLE "ReportMail";

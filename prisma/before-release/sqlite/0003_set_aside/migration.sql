-- Adding columns by hand: copying the table, as Prisma would, takes long on a big one and gives the same.
ALTER TABLE "DayCount" ADD COLUMN "concludedSetAside" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "DayCount" ADD COLUMN "setAside" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "DayCount" ADD COLUMN "standsSetAside" INTEGER NOT NULL DEFAULT 0;

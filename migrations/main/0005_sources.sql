-- `source_refusal` and `source_watch` are WITHOUT ROWID (by hand: drizzle-kit cannot say it): one row to write instead of two.
CREATE TABLE `source_refusal` (
	`org` text NOT NULL,
	`hour` integer NOT NULL,
	`source_id` text NOT NULL,
	`code` text NOT NULL,
	`n` integer NOT NULL,
	`last_at` integer NOT NULL,
	PRIMARY KEY(`org`, `hour`, `source_id`, `code`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `source_refusal_hour` ON `source_refusal` (`hour`);--> statement-breakpoint
CREATE TABLE `source_watch` (
	`org` text NOT NULL,
	`source_id` text NOT NULL,
	`silent_since` integer,
	`told_at` integer,
	`finding` text,
	`learnt_hour` integer,
	`learnt_minutes` integer,
	PRIMARY KEY(`org`, `source_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `watch_run` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`since` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `dead_letter` ADD `source_id` text;--> statement-breakpoint
CREATE INDEX `dead_letter_org_source` ON `dead_letter` (`org`,`source_id`,`at`,`id`,`replayed_at`);--> statement-breakpoint
CREATE INDEX `dead_letter_org_delivery` ON `dead_letter` (`org`,`delivery`,`at`,`id`);--> statement-breakpoint
ALTER TABLE `delivery` ADD `test` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `delivery` ADD `lag_ms` integer;--> statement-breakpoint
ALTER TABLE `delivery` ADD `lag_max_ms` integer;--> statement-breakpoint
ALTER TABLE `delivery` ADD `ahead_ms` integer;--> statement-breakpoint
ALTER TABLE `delivery` ADD `last_event_at` integer;--> statement-breakpoint
ALTER TABLE `source_hour` ADD `lag_n` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `source_hour` ADD `lag_1s` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `source_hour` ADD `lag_10s` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `source_hour` ADD `lag_1m` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `source_hour` ADD `lag_5m` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `source_hour` ADD `lag_15m` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `source_hour` ADD `lag_1h` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `source_hour` ADD `lag_max_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `source_hour` ADD `ahead_max_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `source_hour` ADD `last_event_at` integer DEFAULT 0 NOT NULL;
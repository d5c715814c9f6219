CREATE TABLE `action` (
	`op_id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`incident` text NOT NULL,
	`seq` integer NOT NULL,
	`action` text NOT NULL,
	`target` text NOT NULL,
	`state` text NOT NULL,
	`proof` text NOT NULL,
	`lease_until` integer,
	`updated_at` integer NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `action_org_updated` ON `action` (`org`,`updated_at`);--> statement-breakpoint
CREATE INDEX `action_incident` ON `action` (`incident`);--> statement-breakpoint
CREATE TABLE `dead_letter` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`kind` text NOT NULL,
	`origin` text NOT NULL,
	`reason` text NOT NULL,
	`place` text,
	`delivery` text,
	`block_key` text,
	`body` text,
	`at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`replayed_at` integer
);
--> statement-breakpoint
CREATE INDEX `dead_letter_org_at` ON `dead_letter` (`org`,`at`);--> statement-breakpoint
CREATE TABLE `delivery` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`source_id` text NOT NULL,
	`kind` text NOT NULL,
	`accepted_at` integer NOT NULL,
	`processed_at` integer NOT NULL,
	`bytes` integer NOT NULL,
	`events` integer NOT NULL,
	`duplicates` integer NOT NULL,
	`rejected` integer NOT NULL,
	`findings` integer NOT NULL,
	`verdict` text NOT NULL,
	`block_key` text NOT NULL,
	`offset` integer NOT NULL,
	`length` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `delivery_org_accepted` ON `delivery` (`org`,`accepted_at`);--> statement-breakpoint
CREATE TABLE `entity` (
	`org` text NOT NULL,
	`type` text NOT NULL,
	`id` text NOT NULL,
	`incident` text NOT NULL,
	`first_seen` integer NOT NULL,
	`last_seen` integer NOT NULL,
	PRIMARY KEY(`org`, `type`, `id`, `incident`)
);
--> statement-breakpoint
CREATE TABLE `finding` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`incident` text,
	`kind` text NOT NULL,
	`rule_id` text NOT NULL,
	`title` text NOT NULL,
	`severity` integer NOT NULL,
	`confidence` integer NOT NULL,
	`time` integer NOT NULL,
	`accepted_at` integer NOT NULL,
	`detected_at` integer NOT NULL,
	`source` text NOT NULL,
	`delivery` text NOT NULL,
	`event_id` text NOT NULL,
	`account` text,
	`region` text,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `finding_org_time` ON `finding` (`org`,`time`);--> statement-breakpoint
CREATE INDEX `finding_incident` ON `finding` (`incident`);--> statement-breakpoint
CREATE TABLE `incident` (
	`id` text PRIMARY KEY NOT NULL,
	`org` text NOT NULL,
	`seq` integer NOT NULL,
	`title` text NOT NULL,
	`severity` text NOT NULL,
	`risk` integer NOT NULL,
	`phase` text NOT NULL,
	`opened_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`closed_at` integer,
	`accepted_at` integer NOT NULL,
	`next_due` integer,
	`finding_count` integer NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `incident_org_opened` ON `incident` (`org`,`opened_at`);--> statement-breakpoint
CREATE INDEX `incident_next_due` ON `incident` (`next_due`);
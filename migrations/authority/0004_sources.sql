ALTER TABLE `source` ADD `settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `source` ADD `rhythm_minutes` integer;--> statement-breakpoint
ALTER TABLE `source` ADD `enabled_at` integer;--> statement-breakpoint
ALTER TABLE `source` ADD `deleted_at` integer;
ALTER TABLE `source_key` ADD `last_used_at` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `source_key_in_force` ON `source_key` (`source`) WHERE expires_at IS NULL;
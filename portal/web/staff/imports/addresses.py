"""The address of one import."""

ONE_IMPORT = "/imports/<int(max=9223372036854775807):import_id>"

"""Files of bounces and complaints from mailing tools."""

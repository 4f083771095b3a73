"""Files that leave the portal: workbooks, access copies and receipts."""

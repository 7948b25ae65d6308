"""The public pages: the form behind a QR code, the receipt, what everybody may read."""

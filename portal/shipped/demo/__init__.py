"""An invented organisation and its people, for trying the portal out."""

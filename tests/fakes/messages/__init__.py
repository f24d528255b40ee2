"""Far sides of message channels, on real sockets: a WhatsApp Cloud API, an SMS gateway, a mail server."""

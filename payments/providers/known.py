"""The ways to collect that this deployment has, by name."""

from payments.providers.bank_transfer.provider import BankTransfer
from payments.providers.cash.provider import Cash
from payments.providers.null.provider import Null
from payments.providers.port import Provider

PROVIDERS: dict[str, Provider] = {provider.name: provider for provider in (BankTransfer(), Cash(), Null())}

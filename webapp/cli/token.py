"""`nintei token create|list|revoke`."""

from __future__ import annotations

import argparse

from webapp.cases.desk import Desk
from webapp.cli.failure import Failure
from webapp.cli.house import administrator, opened
from webapp.model.clock import local_date, wall_clock
from webapp.model.refusals import InvalidAnswers, NotFound
from webapp.model.settings import Settings
from webapp.people.create_token import CreateToken, create_token
from webapp.people.directory import find_by_login
from webapp.people.revoke_token import RevokeToken, revoke_token
from webapp.people.tokens import list_tokens
from webapp.store.tokens import TokenRow


def command(options: argparse.Namespace, settings: Settings) -> int:
    with opened(options, settings) as desk:
        {"create": _create, "list": _list, "revoke": _revoke}[options.action](desk, options)
    return 0


def _create(desk: Desk, options: argparse.Namespace) -> None:
    person = find_by_login(desk.store, options.login)
    if person is None or person.disabled_at is not None:
        raise Failure(f"nobody signs in as '{options.login}'; see 'nintei user list'")
    wish = CreateToken(person.id, options.token_name, options.days, options.purpose)
    try:
        created = create_token(desk.store, desk.keys, administrator(), wish, wall_clock())
    except InvalidAnswers as refused:
        raise Failure(" ".join(problem.en for problem in refused.problems.values())) from None
    print(created.token)
    print(f"shown this once; valid until {local_date(created.expires_at)}; for {options.purpose}; revoke it with")
    print(f"  nintei token revoke {created.id}")


def _list(desk: Desk, _options: argparse.Namespace) -> None:
    for token in list_tokens(desk.store):
        print(f"{token.id}  {token.login:<20} {_state(token):<22} {token.purpose:<22} {token.name}")


def _state(token: TokenRow) -> str:
    if token.revoked_at is not None:
        return f"revoked {local_date(token.revoked_at)}"
    if token.expires_at <= wall_clock():
        return f"expired {local_date(token.expires_at)}"
    return f"until {local_date(token.expires_at)}"


def _revoke(desk: Desk, options: argparse.Namespace) -> None:
    try:
        revoke_token(desk.store, desk.keys, administrator(), RevokeToken(options.token), wall_clock())
    except NotFound:
        raise Failure(f"there is no token '{options.token}'; see 'nintei token list'") from None
    print(f"{options.token} is revoked")

"""Who is asking, of which house, and when. Must not know what they ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from flask import current_app, g
from flask_login import current_user

from webapp.model.actor import Actor
from webapp.model.clock import Clock

if TYPE_CHECKING:
    from webapp.cases.desk import Desk
    from webapp.model.settings import Settings
    from webapp.web.signin.demo import DemoSignIn

View = TypeVar("View", bound=Callable[..., Any])
KEY: Final = "nintei"
_DOOR: Final = "_nintei_roles"
_BEARER: Final = "bearer"


@dataclass(frozen=True)
class House:
    """What the edge was given when the parts met."""

    desk: Desk
    settings: Settings
    clock: Clock
    demo_sign_ins: tuple[DemoSignIn, ...] = ()


@dataclass(frozen=True)
class SignedIn:
    """The signed-in person as Flask-Login wants one."""

    id: str
    name: str
    language: str
    roles: frozenset[str]
    barred: frozenset[str] = frozenset()
    qualified: frozenset[str] = frozenset()
    walled: frozenset[str] = frozenset()
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return self.id

    @classmethod
    def of(cls, actor: Actor, language: str) -> SignedIn:
        return cls(actor.id, actor.name, language, actor.roles, actor.barred, actor.qualified, actor.walled)


def house() -> House:
    return cast(House, current_app.extensions[KEY])


def desk() -> Desk:
    return house().desk


def settings() -> Settings:
    return house().settings


def now() -> datetime:
    """The instant of this request: one for everything that it does."""
    if "now" not in g:
        g.now = house().clock()
    return cast(datetime, g.now)


def current_actor() -> Actor:
    """The signed-in person, or the user of the token, with the roles held now; only behind a door that asks for one."""
    person = cast(SignedIn, g.get(_BEARER) or current_user)
    return Actor(person.id, person.name, person.roles, person.barred, person.qualified, walled=person.walled)


def act_as(bearer: SignedIn) -> None:
    """This request came with the token of a user: nothing else says who is asking."""
    setattr(g, _BEARER, bearer)


def signed_in() -> bool:
    return bool(current_user.is_authenticated)


def require(*roles: str) -> Callable[[View], View]:
    """The door of a view: one of the roles, or with none any signed-in person. A view without a door stays shut."""

    def mark(view: View) -> View:
        setattr(view, _DOOR, frozenset(roles))
        return view

    return mark


def public(view: View) -> View:
    """The door of a view that anybody may see."""
    setattr(view, _DOOR, None)
    return view


def has_door(view: Callable[..., Any]) -> bool:
    return hasattr(view, _DOOR)


def is_public(view: Callable[..., Any]) -> bool:
    return has_door(view) and getattr(view, _DOOR) is None


def roles_for(view: Callable[..., Any]) -> frozenset[str]:
    """The roles that a view asks for; empty: any signed-in person."""
    return cast("frozenset[str]", getattr(view, _DOOR) or frozenset())

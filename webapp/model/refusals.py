"""The closed list of refusals: what a verb answers when it will not do what was asked.

A refusal has a name; its two sentences are the message, with {places} for facts: in the English one a fact `step_en`
stands at the place of `step`. One table in web/errors.py maps the names to HTTP. Facts are ids, names of people of the
house, field names and dates: never an answer's value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from webapp.model.problem import Problem
from webapp.model.text import Text


class Refusal(Exception):
    """The request was understood and will not be carried out."""

    ja: ClassVar[str] = "この操作はできません。"
    en: ClassVar[str] = "This cannot be done."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.message.en)

    @property
    def message(self) -> Text:
        return Text(self.ja.format_map(_Facts(self.facts)), self.en.format_map(_Facts(self.facts_in("en"))))

    def facts_in(self, language: str) -> dict[str, object]:
        """The facts as a sentence of that language tells them."""
        return {name: self.facts.get(f"{name}_{language}", fact) for name, fact in self.facts.items()}


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"


class NotFound(Refusal):
    ja = "見つかりません。番号が正しいか、ご覧になる権限があるかを確かめてください。"
    en = "Not found. Check the number, and whether you are allowed to see it."


class NotAllowed(Refusal):
    ja = "この操作をする権限がありません。できる役割：{needs}。"
    en = "You are not allowed to do this. It can be done by: {needs}."


class StaleRevision(Refusal):
    ja = "{by}さんが先に変更しました（{at}）。最新の内容を確かめて、もう一度操作してください。入力した内容は残っています。"
    en = "{by} changed this first ({at}). Look at what it says now and try again. What you typed is kept."


class LostUpdate(Refusal):
    ja = (
        "同じ案件を別の操作が同時に変更したため、何も変更していません。最新の内容を確かめて、もう一度操作してください。"
    )
    en = "Something else changed the same case at that moment, so nothing was changed. Look at it and try again."


class TaskClosed(Refusal):
    ja = "この作業は{by}さんが{at}に終えています。入力した内容は下に残っています。"
    en = "{by} finished this task on {at}. What you typed is kept below."


class TaskTaken(Refusal):
    ja = "この作業は{by}さんが引き受けています。"
    en = "{by} has claimed this task."


class TaskNotClaimed(Refusal):
    ja = "この作業はまだ引き受けられていません。先に引き受けてください。"
    en = "Nobody has claimed this task. Claim it first."


class SamePerson(Refusal):
    """They did the step, or had a hand in a correction of its answers."""

    ja = (
        "「{step}」を行った人はこの作業を行えません。その回答の訂正に関わった人も同じです。別の担当者に任せてください。"
    )
    en = (
        "Whoever did “{step}” may not do this task. The same goes for a hand in a correction of its answers. Leave it to "
        "somebody else."
    )


class RolesApart(Refusal):
    """The rule conflict.check says that nobody does both in one case. `why`: its reasons, `clauses`: where they stand."""

    ja = "この作業は行えません。{why}（{clauses}）別の担当者に任せてください。"
    en = "You cannot do this task. {why} ({clauses}) Leave it to somebody else."


class NotQualified(Refusal):
    ja = "この作業には有効な資格「{kind}」が必要です。資格のある人に任せるか、管理者に登録を依頼してください。"
    en = "This task needs a valid qualification “{kind}”. Leave it to somebody who has it, or have yours registered."


class Recused(Refusal):
    ja = "{who}さんはこの案件に関わらないことになっています。別の人を選んでください。"
    en = "{who} keeps away from this case. Choose somebody else."


class DeclareFirst(Refusal):
    ja = "案件{number}の資料を見る前に、利害関係を申告してください。"
    en = "Declare your interests before you see the dossier of case {number}."


class FourEyes(Refusal):
    ja = "提出した本人は承認できません。別のプロセス責任者の承認が必要です。"
    en = "Nobody approves their own draft. A second process owner has to approve it."


class OwnPaper(Refusal):
    """What goes out in the body's name is approved by another person than whoever prepared it."""

    ja = "作成した本人は承認も差戻しもできません。別の人に任せてください。"
    en = "Nobody approves or returns what they have prepared themselves. Leave it to somebody else."


class AlreadyAnswered(Refusal):
    ja = "すでに承認か差戻しが済んでいます。ページを開き直してください。"
    en = "It has been approved or returned already. Open the page again."


class ReportWaits(Refusal):
    ja = "{year}年度の報告が承認を待っています。承認か差戻しの後に、もう一度作成してください。"
    en = "A report of fiscal year {year} waits for its approval. Prepare another one once that is answered."


class NotGranted(Refusal):
    ja = "このサービスの付与は、いま効力がありません。証明できるのは、効力のある付与だけです。"
    en = "This service holds no grant that is in force. Only such a grant can be certified."


class StillAccredited(Refusal):
    ja = "団体の認定は終わっていません。取消しか終了をbody.tomlの資格の履歴に書いて発効してから、名簿を作ってください。"
    en = (
        "The body's accreditation is not over. Write its cancellation or end into the history of the capacity in body.toml "
        "and publish that first."
    )


class InvalidAnswers(Refusal):
    """`problems` maps a field's id to what is wrong with it."""

    ja = "入力内容を確認してください（{count}か所）。"
    en = "Check what you entered ({count} places)."

    def __init__(self, problems: Mapping[str, Text]) -> None:
        self.problems = dict(problems)
        super().__init__(count=len(self.problems))


class CheckFailed(Refusal):
    """`problems` are what check found; at least one is an error."""

    ja = "この図には実行できない箇所があります（誤り{count}件）。問題点を直してから提出してください。"
    en = "This diagram cannot run ({count} errors). Mend the problems before you submit it."

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(count=sum(p.severity == "error" for p in self.problems))


class DraftState(Refusal):
    ja = "下書きは今「{state}」のため、この操作はできません。"
    en = "The draft is “{state}” now, so this cannot be done."


class ReasonNeeded(Refusal):
    ja = "理由を書いてください。"
    en = "Write a reason."


class UnknownProcess(Refusal):
    ja = "プロセス「{process}」は発効していません。"
    en = "No process “{process}” is live."


class CaseHeld(Refusal):
    """The case stands still until somebody resumes it. `why`: the ground that was given."""

    ja = "この案件は{since}から{by}さんが保留にしています（理由：{why}）。管理者が再開すると、続けられます。"
    en = "{by} has put this case on hold since {since} (because: {why}). It goes on once a manager resumes it."


class NotHeld(Refusal):
    ja = "この案件は保留になっていません。"
    en = "This case is not on hold."


class CaseClosed(Refusal):
    ja = "この案件はもう終わっています（または隔離中です）。"
    en = "This case has ended already, or is set apart."


class CaseErased(Refusal):
    """Nothing of the case is left but its number and what the registers need."""

    ja = "案件{number}の記録は{at}に消去されました。見ることも、変えることもできません。"
    en = "The record of case {number} was erased on {at}. There is nothing left to see or to change."


class CannotErase(Refusal):
    """`why` is the whole sentence and says what to do."""

    ja = "{why_ja}"
    en = "{why_en}"


class OwnErasure(Refusal):
    ja = "消去を求めた本人は、承認も却下もできません。別の業務管理者か認定団体決定者に任せてください。"
    en = "Nobody approves or declines an erasure that they have asked for. Leave it to another manager or the decider."


class CommitteeAtWork(Refusal):
    """The body does not hinder the committee's action (TPDMS-2210 4.1(3))."""

    ja = "認定委員会が「{step}」を行っている間は、案件を保留にできません（TPDMS-2210 4.1(3)）。委員会が終えてから保留にしてください。"
    en = (
        "While the committee is at work on “{step}”, the case cannot be put on hold (TPDMS-2210 4.1(3)). Hold it once the "
        "committee has finished."
    )


class OrganDecides(Refusal):
    """The body does not hinder the committee's action by taking its members away (TPDMS-2210 4.1(3))."""

    ja = (
        "{who}さんは{needs}の委員で、この機関はこの案件の仕事を始めています。外すことも戻すことも、利害関係を申告した本人か、"
        "同じ機関の、この案件について申告を済ませた委員だけができます（TPDMS-2210 4.1(3)）。その人たちに知らせてください。"
    )
    en = (
        "{who} belongs to an organ ({needs}) that is at work in this case. Only they themselves, by declaring their "
        "interest, or members of that organ who have declared in this case may say who keeps away from it or comes back "
        "(TPDMS-2210 4.1(3)). Tell them."
    )


class ResolutionNeeded(Refusal):
    """Rules are changed by the sub-committee alone (TPDMS-2210 6)."""

    ja = (
        "規則（{files}）が変わっています。規則の改正は認定分科会が行います（TPDMS-2210 6.）。決議の日と、番号または議事録を"
        "記入してください。"
    )
    en = (
        "The rules change ({files}). They are revised by the sub-committee (TPDMS-2210 6). Give the day of its resolution, "
        "and its number or minutes."
    )


class NoDeadline(Refusal):
    ja = "この作業には期限がありません。"
    en = "This task has no time limit."


class CannotCorrect(Refusal):
    """`why` is the whole sentence and says what to do."""

    ja = "{why_ja}"
    en = "{why_en}"


class UseForbidden(Refusal):
    """The rule purpose.use forbids the use. `why`: its reasons, `clauses`: where they stand."""

    ja = "提供できません。{why}（{clauses}）求めたことは記録に残りました。"
    en = "This cannot be handed over. {why} ({clauses}) That it was asked for is on record."


class ApprovalNeeded(Refusal):
    """The rule purpose.use lets the use pass with an approval only. `why`: its reasons, `clauses`: where they stand."""

    ja = "一覧のままでは渡せません。{why}（{clauses}）案件のページの「資料の提供」で求め、別の人の承認を得てください。"
    en = (
        "The list cannot be taken for this use. {why} ({clauses}) Ask for a hand-over on the page of each case, which "
        "another person approves."
    )


class NoPurpose(Refusal):
    ja = "このプロセスの情報をどの業務で知り得るか（purpose）が、まだ書かれていません。プロセス責任者に、書いた版の発効を頼んでください。"
    en = (
        "It is not said yet in which business this process learns what its cases hold (purpose). Have a process owner "
        "publish a version that says so."
    )


class OwnRequest(Refusal):
    """Who asks does not approve."""

    ja = "求めた本人は、承認も却下もできません。別の業務管理者か認定団体決定者に任せてください。"
    en = "Nobody approves or declines what they have asked for. Leave it to another manager or decider."


class HandoverSettled(Refusal):
    ja = "この資料の提供は、すでに承認か却下が済んでいます（または承認されていません）。案件のページで今の状態を確かめてください。"
    en = "This hand-over is decided already, or was not approved. See on the page of the case where it stands."


class NoOwnAction(Refusal):
    """Evidence is asked for while the organ decides on its own action (TPDMS-2210 4.1(3))."""

    ja = "この案件では今、委員会の独自の行動（4.1(3)）が開いていません。開いている間に求めてください。できた資料は、あとからも受け取れます。"
    en = (
        "The committee's own action (4.1(3)) is not open in this case now. Ask while it is; what was made can be taken "
        "later, too."
    )


class OwnCheck(Refusal):
    """Who asks for evidence does not check it for secrets."""

    ja = "求めた本人は、秘密の確認ができません。ほかの委員に頼んでください。委員が足りなければ、独自の行動の作業で臨時委員を求められます。"
    en = (
        "Whoever asked for it does not check it for secrets. Ask another member; where there is none, the task of the own "
        "action can ask for temporary members."
    )


class EvidenceSettled(Refusal):
    ja = "この資料の確認は、もう済んでいます。資料のページで今の状態を確かめてください。"
    en = "This was checked already. See on its page where it stands."


class EvidenceMoved(Refusal):
    ja = "ご覧になったあとに、案件の内容が変わりました。今の内容でもう一度確かめてください。選んだものは残っています。"
    en = "The case has changed since you looked. Check it once more as it is now; what you chose is kept."


class NothingCorrected(Refusal):
    ja = "入力された値は、今の回答と同じです。訂正する値を入れてください。"
    en = "What you entered is what the answer says already. Enter the value it should have."


class CorrectionWaits(Refusal):
    """A correction of the same case has to be confirmed or decided first."""

    ja = "この案件には、まだ確認または判断の済んでいない訂正があります。先にそれを終えてください。"
    en = "A correction in this case still has to be confirmed or decided. Finish that first."


class CorrectionSettled(Refusal):
    ja = "この訂正は、すでに確認または判断が済んでいます。"
    en = "This correction has been confirmed or decided already."


class SecondPersonNeeded(Refusal):
    ja = "措置による地位の訂正には、二人目の確認が必要です。訂正を求め、別の人に確認を頼んでください。"
    en = "A status that comes of a measure is corrected by two people. Ask for the correction and have somebody confirm it."


class ProposalWaits(Refusal):
    ja = "この地位の訂正は、すでに二人目の確認を待っています。先にそれを確認するか、取りやめてください。"
    en = "A correction of this status waits for a second person already. Confirm it or take it back first."


class OwnProposal(Refusal):
    ja = "訂正を求めた本人は確認できません。別の人に任せてください。"
    en = "Nobody confirms a correction that they have asked for themselves. Leave it to somebody else."


class CannotGoBack(Refusal):
    """`why` is the whole sentence."""

    ja = "前の工程へ戻せません。{why_ja}"
    en = "The case cannot go back. {why_en}"


class CaseFaulted(Refusal):
    """The advance failed; nothing was changed; a fault was opened and can be retried."""

    ja = "案件を進められませんでした。案件は元のままで、入力した内容は残っています。障害{fault}として記録しました。"
    en = "The case could not be moved on. It is unchanged and what you typed is kept. Recorded as fault {fault}."


class AlreadyOpened(Refusal):
    ja = (
        "この画面からは案件{number}をすでに開いています。入力が変わっているため、まだ新しい案件は開いていません。"
        "別の案件として開く場合は、もう一度送信してください。"
    )
    en = (
        "This form has opened the case {number} already. What you entered has changed since, so nothing new was opened. "
        "Submit it again to open another case."
    )


class KeyReused(Refusal):
    ja = "この冪等キーは、別の内容の要求に使われています。要求ごとに新しいキーを付けてください。"
    en = "This idempotency key was used for another request. Give each request a key of its own."


class SignInFailed(Refusal):
    ja = "サインインできません。利用者名とパスワードを確かめてください。"
    en = "Sign-in failed. Check the user name and the password."


class LockedOut(Refusal):
    ja = "失敗が続いたため、しばらくサインインできません。{until}以降にもう一度試してください。"
    en = "Too many failures. Try again after {until}."


class PasswordRefused(Refusal):
    ja = "このパスワードは使えません。12文字以上で、よくある言葉でないものにしてください。"
    en = "This password cannot be used. Take at least 12 characters, and nothing common."


class NameTaken(Refusal):
    ja = "「{name}」はすでに使われています。"
    en = "“{name}” is already in use."


class BadFile(Refusal):
    ja = "ファイル{file}を読めません：{why_ja}"
    en = "The file {file} cannot be read: {why_en}"


class BackupRefused(Refusal):
    """Nothing was written; `why` is the whole sentence and says what to do."""

    ja = "{why_ja}"
    en = "{why_en}"


class KeyRefused(Refusal):
    """The installation cannot start with this secret; says which key is needed and which is there, never a key."""

    ja = "鍵が合わないため開始できません：{why_ja}"
    en = "It cannot start with this secret: {why_en}"


class NewerDatabase(Refusal):
    ja = (
        "データベースは新しい版のNintei（{revision}）のものです。新しい版を使うか、合うバックアップを復元してください。"
    )
    en = "The database belongs to a newer Nintei ({revision}). Use that one, or restore a backup that fits this one."


class LetterChanged(Refusal):
    ja = "保管されている文書が、準備されたときのものと一致しません。使わずに、システム管理者に知らせてください（文書 {letter}）。"
    en = (
        "What is kept of this letter is not what was prepared. Do not use it; tell the administrator (letter {letter})."
    )


class LetterStage(Refusal):
    ja = "文書は、この操作ができる段階にありません。発信した文書だけを訂正でき、訂正の文書は承認してから発信します。文書のページで今の状態を確かめてください。"
    en = (
        "The letter is not at the stage for this. Only a letter that was sent is corrected, and its correction is "
        "approved before it is sent. See on its page where it stands."
    )


class LetterHands(Refusal):
    ja = "訂正の文書を作った人は承認できず、作った人と承認した人は発信できません。別の担当者に任せてください。"
    en = (
        "Nobody approves a correction that they have prepared, nor sends one that they have prepared or approved. "
        "Leave it to somebody else."
    )


class NameLost(Refusal):
    ja = (
        "文書{number}には、法が保護する名称（認定個人情報保護団体）が入っていますが、発信した日に団体は認定を受けていません。"
        "この文書は発信せず、作り直してください：差し戻しか日付を改める選択があればそれを選び、なければ準備した工程の回答を"
        "訂正して戻します。訂正の文書は、先の文書のページで作り直します。"
    )
    en = (
        "The letter {number} has the name that the Act protects (accredited personal information protection "
        "organisation), and the body is not accredited on the day of dispatch. Do not send it; have it prepared anew: "
        "return it or re-date it where the form offers that, else correct the step that prepared it and go back. A "
        "correction is made anew on the page of the letter that it corrects."
    )


class FileTooLarge(InvalidAnswers):
    """InvalidAnswers for the size of a file alone."""


class TooManyWaiting(Refusal):
    ja = "提出していない添付ファイルが多すぎます（{count}件）。いらないものを外すか、書きかけの作業を終えてください。"
    en = "Too many of your files have not been handed in ({count}). Take some off, or finish what you have begun."


class FileChanged(Refusal):
    ja = "保管されているファイルが、受け取ったときのものと一致しません。使わずに、システム管理者に知らせてください（ファイル {file}）。"
    en = "What is kept of this file is not what came in. Do not use it; tell the administrator (file {file})."

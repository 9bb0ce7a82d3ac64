"""Every setting, read once from the environment into one frozen object."""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

EXAMPLES = ("change", "secret", "example", "password", "dev", "test")
ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The names in the environment are the field names in capitals, such as DATABASE_URL."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: str = Field(default="", description="PostgreSQL 15 or later; empty: the embedded server")
    redis_url: str = Field(default="", description="Redis 6.2 or later or Valkey; empty: the embedded server")
    instance_path: Path = Field(default=ROOT / "instance", description="folder of the embedded servers")
    upload_dir: Path | None = Field(
        default=None, description="stored files; default: uploads in the instance"
    )
    font_dir: Path | None = Field(default=None, description="licensed faces; default: fonts in the instance")
    secret_key: SecretStr = Field(default=SecretStr(""), description="at least 32 random characters")
    secret_key_file: Path | None = Field(default=None, description="read instead of SECRET_KEY")
    trusted_hosts: str = Field(default="127.0.0.1,localhost", description="host names served, by commas")
    proxy_hops: int = Field(default=0, ge=0, le=5, description="reverse proxies in front, exactly")
    https: bool = Field(default=False, description="served by https: Secure and __Host- cookies, HSTS")
    default_language: Literal["zh_CN", "en"] = Field(default="zh_CN", description="language before sign-in")
    session_idle_minutes: int = Field(default=30, ge=1, description="sign-out after so long without a page")
    session_hours: int = Field(default=12, ge=1, description="sign-out after so long in any case")
    password_min_length: int = Field(default=10, ge=8, le=64, description="shortest password, characters")
    password_classes: int = Field(default=3, ge=1, le=4, description="of lower, upper, digit, other")
    password_days: int = Field(default=90, ge=0, description="age at which it must be changed; 0: never")
    password_history: int = Field(default=5, ge=0, le=24, description="former passwords refused")
    sign_in_attempts: int = Field(default=5, ge=2, description="wrong ones before a pause")
    sign_in_pause_minutes: int = Field(default=10, ge=1, description="length of that pause")
    site_url: str = Field(
        default="", description="address of the site in mails, such as https://fz.example.cn"
    )
    smtp_host: str = Field(default="", description="mail server; empty: no mail is sent")
    smtp_port: int = Field(default=25, ge=1, le=65535, description="its port; usual: 25, 587, with tls 465")
    smtp_user: str = Field(default="", description="account at the mail server; empty: no sign-in")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="its password")
    smtp_from: str = Field(default="", description="sender, such as 反诈联席办 <fz@example.cn>")
    smtp_tls: Literal["no", "starttls", "tls"] = Field(default="starttls", description="encryption of mail")
    smtp_timeout_seconds: float = Field(default=15, gt=0, le=20, description="longest wait for each answer")
    robot_hosts: str = Field(
        default="qyapi.weixin.qq.com,oapi.dingtalk.com,open.feishu.cn",
        description="hosts of chat robots, by commas; http:// before one allows it without encryption",
    )
    robot_timeout_seconds: float = Field(default=10, gt=0, le=20, description="longest wait for a robot")
    sms_drop_dir: Path | None = Field(
        default=None, description="folder from which a gateway takes text messages; empty: none are sent"
    )
    message_days: int = Field(
        default=400, ge=0, description="read messages are deleted after so many days; 0: never"
    )
    statement_timeout_ms: int = Field(default=15_000, ge=100, description="longest database statement")
    pool_size: int = Field(default=5, ge=1, description="database connections per process")
    max_upload_mb: int = Field(default=20, ge=1, description="largest request body")
    max_evidence_mb: int = Field(default=10, ge=1, le=100, description="largest file of evidence")
    clock_file: Path | None = Field(default=None, description="honoured in test mode only")
    test_mode: bool = Field(default=False, description="allows the clock file and example secrets")
    log_level: str = Field(default="INFO", description="of the JSON log lines")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.secret_key_file is not None:
            secret = SecretStr(self.secret_key_file.read_text(encoding="utf-8").strip())
            object.__setattr__(self, "secret_key", secret)
        if self.upload_dir is None:
            object.__setattr__(self, "upload_dir", self.instance_path / "uploads")
        return self

    @property
    def largest_form_mb(self) -> int:
        """A form without script may carry five files of evidence at once."""
        return max(self.max_upload_mb, 5 * self.max_evidence_mb)

    @property
    def uploads(self) -> Path:
        assert self.upload_dir is not None  # noqa: S101  set by the validator
        return self.upload_dir

    def secret(self) -> str:
        """The secret for signing cookies.

        Raises ValueError when it is missing, shorter than 32 characters or looks like an
        example, so that no process starts with a guessable one.
        """
        value = self.secret_key.get_secret_value()
        weak = len(value) < 32 or len(set(value)) < 10 or value.lower().startswith(EXAMPLES)
        if weak and not self.test_mode:
            raise ValueError(
                "SECRET_KEY must be at least 32 random characters; make one with: openssl rand -hex 32"
            )
        if not value:
            raise ValueError("SECRET_KEY is empty")
        return value


@lru_cache(maxsize=1)
def settings() -> Settings:
    return Settings()

"""All errors of Sohoa, one tree. Each has a stable code, a sentence a clerk understands, a next step.

    SohoaError
    ├── InputError                 what was handed in cannot be used; E1xx
    │   ├── NotAFileError, EmptyFileError, UnknownTypeError, CorruptFileError, EncryptedFileError
    │   ├── NoPagesError, FileTooLargeError, TooManyPagesError, TooManyPixelsError
    │   ├── StillGrowingError, UnreadableFileError, FileChangedError
    │   ├── UnsafeArchiveError, ArchiveBombError, NestedArchiveError
    │   ├── RegisterHeaderError, RegisterRowError, RegisterEncodingError, RegisterFormatError
    │   └── QueryFileError, WeightsFileError
    ├── ReadingError               a page could not be read; E2xx
    │   ├── ReadingTimeoutError, EngineFailedError
    │   ├── RenderTimeoutError, RenderFailedError
    │   └── ToBeScannedAgainError                    (a clerk says so)
    ├── KeepingError               storage or records; E3xx
    │   ├── StoreUnavailableError, RecordsUnavailableError   (pass: tried again by themselves)
    │   ├── ObjectConflictError, MissingObjectError, ObjectKeyError, ObjectCorruptError
    │   ├── StoreRefusedError, HalfKeptError, SchedulerUnavailableError, ArchiveInvalidError
    │   └── RegisterKeysError
    ├── RequestError               what was asked for is not there; E4xx
    │   ├── UnknownBatchError, UnknownDocumentError, NothingFoundError
    │   ├── UnknownCorrectionError, UnknownExchangeError, AlreadyConfirmedError, KeyReusedError
    │   ├── UnknownClientError, ClientExistsError, DocCodeTakenError
    │   ├── UnknownWebhookError
    │   ├── BusyError                                (another command works on the same data folder)
    │   ├── UnknownDossierError, NotCountedError
    │   ├── UserExistsError, UnknownUserError
    │   ├── WeakPasswordError, BadUserNameError
    │   ├── BadThresholdsError, ChangedMeanwhileError, BatchOfOtherOfficeError
    │   ├── DropFolderError, InsecureProviderError
    │   └── BadArrangementError, StillBeingReadError
    └── UnexpectedError            a fault of Sohoa; E900
        └── IncompleteBatchError   not every page is accounted for

An error carries no value of a citizen and no file name: it may be logged and shown anywhere.
"""

from __future__ import annotations

from typing import ClassVar


class SohoaError(Exception):
    """`transient`: may pass by itself, so it is tried again; `retryable`: `sohoa retry` tries it again."""

    code: ClassVar[str] = "E000"
    sentence: ClassVar[str] = "Có lỗi."
    next_step: ClassVar[str] = "Báo cho người vận hành."
    transient: ClassVar[bool] = False
    retryable: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__(f"{self.code} {self.sentence}")

    def __reduce__(self) -> tuple[type[SohoaError], tuple[()]]:
        """So that one can come out of a worker process: who waits for it would wait for ever."""
        return type(self), ()


class InputError(SohoaError):
    code = "E100"
    sentence = "Tệp không dùng được."
    next_step = "Quét lại giấy tờ và nộp tệp mới."


class NotAFileError(InputError):
    code = "E101"
    sentence = "Đây không phải tệp thường (liên kết, ống dẫn hoặc thiết bị)."
    next_step = "Chép tệp thật vào thư mục rồi nộp lại."


class EmptyFileError(InputError):
    code = "E102"
    sentence = "Tệp rỗng (0 byte)."


class UnknownTypeError(InputError):
    code = "E103"
    sentence = "Nội dung tệp không phải PDF, TIFF, JPEG, PNG hay ZIP."
    next_step = "Xuất lại tệp từ máy quét ở một trong các định dạng này."


class CorruptFileError(InputError):
    code = "E104"
    sentence = "Tệp bị hỏng hoặc thiếu phần cuối."


class EncryptedFileError(InputError):
    code = "E105"
    sentence = "Tệp có mật khẩu."
    next_step = "Gỡ mật khẩu rồi nộp lại."


class NoPagesError(InputError):
    code = "E106"
    sentence = "Tệp không có trang nào."


class FileTooLargeError(InputError):
    code = "E107"
    sentence = "Tệp lớn hơn mức cho phép."
    next_step = "Chia tệp thành nhiều phần rồi nộp lại."


class TooManyPagesError(InputError):
    code = "E108"
    sentence = "Tệp có nhiều trang hơn mức cho phép."
    next_step = "Chia tệp thành nhiều phần rồi nộp lại."


class TooManyPixelsError(InputError):
    code = "E109"
    sentence = "Ảnh có nhiều điểm ảnh hơn mức cho phép."
    next_step = "Quét lại ở độ phân giải 300 dpi."


class StillGrowingError(InputError):
    code = "E110"
    sentence = "Tệp đang được ghi dở."
    next_step = "Đợi máy quét ghi xong rồi chạy lại."
    retryable = True


class UnreadableFileError(InputError):
    code = "E111"
    sentence = "Không có quyền đọc tệp hoặc tệp không còn ở chỗ cũ."
    next_step = "Kiểm tra quyền đọc rồi chạy lại."
    retryable = True


class FileChangedError(InputError):
    code = "E115"
    sentence = "Tệp đã thay đổi trong lúc đang đọc."
    next_step = "Chạy lại khi tệp không còn thay đổi."
    retryable = True


class UnsafeArchiveError(InputError):
    code = "E112"
    sentence = "Tệp nén có tên đi ra ngoài thư mục."
    next_step = "Nén lại từ một thư mục thường."


class ArchiveBombError(InputError):
    code = "E113"
    sentence = "Tệp nén bung ra lớn hơn mức cho phép."
    next_step = "Chia thành nhiều tệp nén nhỏ hơn."


class NestedArchiveError(InputError):
    code = "E114"
    sentence = "Trong tệp nén lại có tệp nén."
    next_step = "Giải nén tệp bên trong rồi nộp lại."


class RegisterHeaderError(InputError):
    code = "E120"
    sentence = "Dòng tiêu đề của danh sách công dân không đúng."
    next_step = "So tên cột với mẫu trong tài liệu rồi nhập lại."


class RegisterRowError(InputError):
    code = "E121"
    sentence = "Một dòng của danh sách công dân không dùng được."
    next_step = "Sửa dòng được báo số rồi nhập lại."


class RegisterEncodingError(InputError):
    code = "E122"
    sentence = "Một dòng của danh sách công dân không phải chữ UTF-8."
    next_step = "Lưu danh sách ở mã UTF-8 rồi nhập lại."


class RegisterFormatError(InputError):
    code = "E123"
    sentence = "Danh sách công dân không phải tệp CSV hay Parquet gồm các cột chữ."
    next_step = "Xuất lại danh sách rồi nhập lại."


class QueryFileError(InputError):
    code = "E124"
    sentence = "Tệp người cần tìm có dòng không đọc được hoặc thiếu qid."
    next_step = "So với mẫu trong docs/matching.md rồi chạy lại."


class WeightsFileError(InputError):
    code = "E125"
    sentence = "Tệp trọng số so khớp không đọc được hoặc thiếu mức so sánh."
    next_step = "Tạo lại bằng sohoa learn, hoặc bỏ SOHOA_WEIGHTS để dùng trọng số có sẵn."


class ReadingError(SohoaError):
    code = "E200"
    sentence = "Không đọc được trang."
    next_step = "Thử lại; nếu vẫn lỗi thì quét lại trang."
    retryable = True


class ReadingTimeoutError(ReadingError):
    code = "E201"
    sentence = "Đọc trang quá thời gian cho phép."


class EngineFailedError(ReadingError):
    code = "E202"
    sentence = "Bộ nhận dạng chữ dừng đột ngột ở trang này."


class RenderTimeoutError(ReadingError):
    code = "E203"
    sentence = "Dựng ảnh của trang quá thời gian cho phép."


class RenderFailedError(ReadingError):
    code = "E204"
    sentence = "Không dựng được ảnh của trang."


class ToBeScannedAgainError(ReadingError):
    code = "E205"
    sentence = "Cán bộ thấy trang này phải quét lại."
    next_step = "Quét lại trang rồi nộp cùng hồ sơ; hoặc bỏ đánh dấu ở màn hình sắp xếp trang."
    retryable = False


class KeepingError(SohoaError):
    code = "E300"
    sentence = "Không lưu được."
    retryable = True


class StoreUnavailableError(KeepingError):
    code = "E301"
    sentence = "Kho lưu trữ tạm thời không trả lời."
    next_step = "Kiểm tra kho lưu trữ rồi thử lại."
    transient = True


class RecordsUnavailableError(KeepingError):
    code = "E302"
    sentence = "Cơ sở dữ liệu tạm thời không trả lời."
    next_step = "Kiểm tra cơ sở dữ liệu rồi thử lại."
    transient = True


class ObjectConflictError(KeepingError):
    code = "E303"
    sentence = "Trong kho đã có nội dung khác ở cùng khóa."
    retryable = False


class MissingObjectError(KeepingError):
    code = "E304"
    sentence = "Không tìm thấy đối tượng trong kho."
    retryable = False


class ObjectKeyError(KeepingError):
    code = "E305"
    sentence = "Khóa của đối tượng không đúng quy tắc."
    retryable = False


class ObjectCorruptError(KeepingError):
    code = "E306"
    sentence = "Nội dung trong kho không còn đúng như lúc lưu."
    next_step = "Khôi phục đối tượng từ bản sao lưu."


class StoreRefusedError(KeepingError):
    code = "E307"
    sentence = "Kho lưu trữ từ chối yêu cầu."
    next_step = "Kiểm tra khóa truy cập, quyền và tên kho trong cấu hình rồi thử lại."


class HalfKeptError(KeepingError):
    code = "E308"
    sentence = "Giấy tờ đã được lưu dở với nội dung khác trong một lần chạy bị ngắt."
    next_step = "Chạy sohoa retry để lưu thành bản mới."


class SchedulerUnavailableError(KeepingError):
    code = "E309"
    sentence = "Máy chủ điều phối (Prefect) không trả lời."
    next_step = "Kiểm tra PREFECT_API_URL rồi chạy lại đúng lệnh này."


class ArchiveInvalidError(KeepingError):
    code = "E310"
    sentence = "Bản lưu PDF/A của giấy tờ không đạt kiểm tra."
    next_step = "Báo cho người quản trị; bản quét gốc vẫn còn nguyên."


class RegisterKeysError(KeepingError):
    code = "E311"
    sentence = "Hồ sơ công dân còn theo cách tìm của phiên bản Sohoa khác."
    next_step = "Chạy sohoa register rekey (một triệu người mất vài phút), rồi chạy lại lệnh này."


class RequestError(SohoaError):
    code = "E400"
    sentence = "Yêu cầu không thực hiện được."
    next_step = "Kiểm tra lại lệnh."


class BadThresholdsError(RequestError):
    code = "E405"
    sentence = "Tệp ngưỡng chấp nhận không có hoặc không đúng."
    next_step = "Kiểm tra biến SOHOA_THRESHOLDS; tạo lại tệp theo docs/trust.md."


class UnknownBatchError(RequestError):
    code = "E401"
    sentence = "Không có lô này."
    next_step = "Xem các lô bằng lệnh sohoa status."


class UnknownDocumentError(RequestError):
    code = "E402"
    sentence = "Không có giấy tờ này."
    next_step = "Xem mã giấy tờ trong kết quả của sohoa export."


class NothingFoundError(RequestError):
    code = "E403"
    sentence = "Không tìm thấy tệp nào để số hóa."
    next_step = "Kiểm tra lại đường dẫn."


class BusyError(RequestError):
    code = "E404"
    sentence = "Một lệnh khác đang số hóa trên thư mục dữ liệu này."
    next_step = "Đợi lệnh kia xong rồi chạy lại."


class UnknownCorrectionError(RequestError):
    code = "E450"
    sentence = "Không có đề nghị sửa này, hoặc đã được giải quyết."
    next_step = "Xem lại danh sách đề nghị sửa đang chờ."


class UserExistsError(RequestError):
    code = "E410"
    sentence = "Tên đăng nhập này đã có."
    next_step = "Chọn tên khác."


class UnknownUserError(RequestError):
    code = "E411"
    sentence = "Không có người dùng này."
    next_step = "Xem lại tên đăng nhập."


class WeakPasswordError(RequestError):
    code = "E412"
    sentence = "Mật khẩu ngắn hơn 12 ký tự hoặc giống tên đăng nhập."
    next_step = "Chọn mật khẩu dài hơn, ví dụ vài từ ghép lại."


class BadUserNameError(RequestError):
    code = "E413"
    sentence = "Tên đăng nhập chỉ gồm 2 đến 40 chữ thường không dấu, chữ số, dấu chấm và gạch nối."
    next_step = "Sửa tên đăng nhập."


class UnknownExchangeError(RequestError):
    code = "E451"
    sentence = "Không có lần hỏi này."
    next_step = "Kiểm tra mã lần hỏi; chỉ hệ thống đã hỏi mới xem được."


class AlreadyConfirmedError(RequestError):
    code = "E452"
    sentence = "Lần hỏi này đã được xác nhận."
    next_step = "Hỏi lại để có câu trả lời mới."


class KeyReusedError(RequestError):
    code = "E453"
    sentence = "Khóa chống lặp đã dùng cho một yêu cầu khác."
    next_step = "Dùng khóa mới cho yêu cầu mới."


class UnknownClientError(RequestError):
    code = "E454"
    sentence = "Không có hệ thống này."
    next_step = "Xem các hệ thống bằng lệnh sohoa client list."


class ClientExistsError(RequestError):
    code = "E455"
    sentence = "Đã có hệ thống mang mã này."
    next_step = "Chọn mã khác, hoặc cấp khóa mới bằng lệnh sohoa client rotate."


class DocCodeTakenError(RequestError):
    code = "E457"
    sentence = "Đã có tệp khác mang mã giấy tờ và số bản này."
    next_step = "Gửi bản mới bằng PUT, hoặc dùng mã khác."


class UnknownWebhookError(RequestError):
    code = "E456"
    sentence = "Không có địa chỉ báo tin này."
    next_step = "Xem các địa chỉ bằng lệnh sohoa webhook list."


class ChangedMeanwhileError(RequestError):
    code = "E414"
    sentence = "Người khác vừa quyết định giá trị này; việc của bạn chưa được ghi."
    next_step = "Xem giá trị mới rồi quyết định lại."


class BatchOfOtherOfficeError(RequestError):
    code = "E415"
    sentence = "Không có lô này ở đơn vị của bạn, hoặc tên lô đã được đơn vị khác dùng."
    next_step = "Chọn tên lô khác."


class BadArrangementError(RequestError):
    code = "E418"
    sentence = "Cách sắp xếp này bỏ sót hoặc lặp lại trang; chưa có gì được ghi."
    next_step = "Mở lại trang sắp xếp rồi làm lại."


class StillBeingReadError(RequestError):
    code = "E419"
    sentence = "Bản quét này đang được đọc; chưa sắp xếp được."
    next_step = "Đợi vài giây rồi làm lại."


class UnknownDossierError(RequestError):
    code = "E425"
    sentence = "Không có hồ sơ này ở đơn vị của bạn."
    next_step = "Mở lại hồ sơ từ trang của lô."


class NotCountedError(RequestError):
    code = "E426"
    sentence = "Chưa đếm bản gốc của hồ sơ này."
    next_step = "Nhập số bản gốc, lưu, rồi in lại."


class DropFolderError(RequestError):
    code = "E427"
    sentence = "Thư mục cần theo dõi không có, hoặc Sohoa không được ghi vào đó."
    next_step = "Tạo thư mục và cho người dùng chạy Sohoa quyền ghi."


class InsecureProviderError(RequestError):
    code = "E428"
    sentence = "Địa chỉ của nơi đăng nhập một lần (SOHOA_OIDC_ISSUER) phải bắt đầu bằng https."
    next_step = "Sửa thiết lập rồi chạy lại."


class UnexpectedError(SohoaError):
    code = "E900"
    sentence = "Sohoa gặp lỗi không lường trước."
    next_step = "Báo mã lỗi cho người vận hành; có thể thử lại."
    retryable = True


class IncompleteBatchError(UnexpectedError):
    code = "E901"
    sentence = "Lô chưa xong: còn tệp hoặc trang chưa được xử lý."
    next_step = "Chạy lại đúng lệnh này; trang đã đọc không phải đọc lại."


def all_errors() -> dict[str, type[SohoaError]]:
    """Every error class by its code."""
    found: dict[str, type[SohoaError]] = {}
    classes: list[type[SohoaError]] = [SohoaError]
    while classes:
        cls = classes.pop()
        found[cls.code] = cls
        classes.extend(cls.__subclasses__())
    return found

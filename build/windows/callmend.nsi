; The Windows installer: one program, for one user, no questions, no administrator. Compiled by build/windows/installer.py,
; which defines VERSION, VERSION4 (four numbers), FOLDER (the packaged program), ICON, SIZE_KB and OUT.
;
; Silent, for managed computers:  callmend-...-setup.exe /S [/D=C:\folder] [/BRAND=folder] [/FIREWALL]
; /BRAND names a provider's brand folder; without it, a folder "brand" beside the installer is taken.
; /FIREWALL also lets Windows accept incoming calls for the program; this alone asks for an administrator.

Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetDateSave off ; the same folder gives the same installer, whenever it was built

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\CallMend"
!define RULE "CallMend phone check"

Name "CallMend"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\CallMend"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
BrandingText "CallMend ${VERSION}"

VIProductVersion "${VERSION4}"
VIAddVersionKey "ProductName" "CallMend"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "CallMend installer"
VIAddVersionKey "CompanyName" "The CallMend authors"
VIAddVersionKey "LegalCopyright" "The CallMend authors. GPL-3.0-or-later"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_TITLE "CallMend is ready"
!define MUI_FINISHPAGE_TEXT "It is in your start menu. You do not need this installer any more."
!define MUI_FINISHPAGE_RUN "$INSTDIR\CallMend.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Start CallMend now"
; The second tick box of the page, which NSIS calls "show readme".
!define MUI_FINISHPAGE_SHOWREADME ""
!define MUI_FINISHPAGE_SHOWREADME_NOTCHECKED
!define MUI_FINISHPAGE_SHOWREADME_TEXT "Let test calls come in through Windows' firewall (asks for an administrator)"
!define MUI_FINISHPAGE_SHOWREADME_FUNCTION AllowIncoming

!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A program that runs cannot be replaced: ask the person to close it; a silent installation ends with code 3.
!macro CloseFirst UN
Function ${UN}CloseFirst
  again:
  ${If} ${FileExists} "$INSTDIR\CallMend.exe"
    ClearErrors
    Rename "$INSTDIR\CallMend.exe" "$INSTDIR\CallMend.old"
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONINFORMATION "CallMend is still open. Close it, then press Retry." /SD IDCANCEL IDRETRY again
      SetErrorLevel 3
      Quit
    ${EndIf}
    Delete "$INSTDIR\CallMend.old"
  ${EndIf}
FunctionEnd
!macroend
!insertmacro CloseFirst ""
!insertmacro CloseFirst "un."

Function AllowIncoming
  WriteRegDWORD HKCU "${KEY}" "FirewallRule" 1
  ExecShell "runas" "$SYSDIR\netsh.exe" 'advfirewall firewall add rule name="${RULE}" dir=in action=allow enable=yes program="$INSTDIR\callmend-cli.exe"' SW_HIDE
FunctionEnd

Function TakeBrand
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/BRAND=" $1
  ${If} ${Errors}
    StrCpy $1 "$EXEDIR\brand"
  ${EndIf}
  ${If} ${FileExists} "$1\brand.toml"
    RMDir /r "$INSTDIR\brand"
    CopyFiles /SILENT "$1" "$INSTDIR"
    ${GetFileName} "$1" $2
    ${If} $2 != "brand"
      Rename "$INSTDIR\$2" "$INSTDIR\brand"
    ${EndIf}
  ${EndIf}
FunctionEnd

!macro FileType ENDING CLASS NAME
  WriteRegStr HKCU "Software\Classes\${ENDING}" "" "${CLASS}"
  WriteRegStr HKCU "Software\Classes\${CLASS}" "" "${NAME}"
  WriteRegStr HKCU "Software\Classes\${CLASS}\DefaultIcon" "" "$INSTDIR\CallMend.exe,0"
  WriteRegStr HKCU "Software\Classes\${CLASS}\shell\open\command" "" '"$INSTDIR\CallMend.exe" "%1"'
!macroend

Section
  Call CloseFirst
  ; What an older version had and this one has not would be found by Python all the same.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\CallMend.lnk" "$INSTDIR\CallMend.exe"
  Call TakeBrand

  WriteRegStr HKCU "${KEY}" "DisplayName" "CallMend"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\CallMend.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "The CallMend authors"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1

  !insertmacro FileType ".callmend" "CallMend.Profile" "CallMend profile"
  !insertmacro FileType ".callmend-session" "CallMend.Session" "CallMend session"
  !insertmacro FileType ".callmend-content" "CallMend.Content" "CallMend content"
  ${RefreshShellIcons}

  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/FIREWALL" $1
  ${IfNot} ${Errors}
    Call AllowIncoming
  ${EndIf}
SectionEnd

Section "Uninstall"
  Call un.CloseFirst
  ReadRegDWORD $0 HKCU "${KEY}" "FirewallRule"
  ${If} $0 == 1
    ExecShell "runas" "$SYSDIR\netsh.exe" 'advfirewall firewall delete rule name="${RULE}"' SW_HIDE
  ${EndIf}
  ; Only what was installed: the folder may be one that the person chose, and reports are never here.
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\brand"
  Delete "$INSTDIR\callmend-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\CallMend.lnk"
  DeleteRegKey HKCU "Software\Classes\.callmend"
  DeleteRegKey HKCU "Software\Classes\.callmend-session"
  DeleteRegKey HKCU "Software\Classes\.callmend-content"
  DeleteRegKey HKCU "Software\Classes\CallMend.Profile"
  DeleteRegKey HKCU "Software\Classes\CallMend.Session"
  DeleteRegKey HKCU "Software\Classes\CallMend.Content"
  DeleteRegKey HKCU "${KEY}"
  ${un.RefreshShellIcons}
SectionEnd

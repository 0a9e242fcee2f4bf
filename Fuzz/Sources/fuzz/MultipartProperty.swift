../../ ../ Tests / AviaryServerTests / Multipart / MultipartProperty.swift
